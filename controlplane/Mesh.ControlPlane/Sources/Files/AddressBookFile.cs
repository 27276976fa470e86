using System.Text;
using Mesh.Hosting.Files;
using Mesh.Model.Addresses;

namespace Mesh.ControlPlane.Sources.Files;

/// <summary>The automatic addresses given so far, kept in the state directory so that a restart gives the same.</summary>
/// <param name="path">The file.</param>
internal sealed class AddressBookFile(string path)
{
    /// <summary>Reads the book; an empty one when there is no file yet.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public AddressBook Read()
    {
        try
        {
            return AddressBookJson.Read(File.ReadAllText(path));
        }
        catch (FileNotFoundException)
        {
            return AddressBook.Empty;
        }
        catch (FormatException error)
        {
            throw new FormatException(
                $"{path}: {error.Message}; restore it from a backup, or delete it when no client may remember an address", error);
        }
    }

    /// <summary>Replaces the file; after a crash it holds the old or the new book, whole.</summary>
    /// <exception cref="IOException">The directory cannot be written.</exception>
    public void Write(AddressBook book) =>
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(AddressBookJson.Write(book)), AtomicFile.OwnerOnly);
}
