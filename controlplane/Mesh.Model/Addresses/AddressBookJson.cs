using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Mesh.Api.Resources;

namespace Mesh.Model.Addresses;

/// <summary>The address book as a file: <c>{"version":1,"addresses":{"shop/catalog":4711}}</c>.</summary>
public static class AddressBookJson
{
    private const int Version = 1;

    /// <summary>The book as indented JSON, entries in order.</summary>
    public static string Write(AddressBook book)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartObject("addresses");
            foreach (var (service, index) in book.Indexes)
                json.WriteNumber(service.ToString(), index);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">
    /// It is something else. A damaged book must stop the start: guessing would move services to other addresses.
    /// </exception>
    public static AddressBook Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.GetProperty("version").GetInt32() != Version)
                throw new FormatException($"the address book has another version than {Version}");
            return new AddressBook(ReadEntries(json.RootElement.GetProperty("addresses")));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the address book is not readable: " + error.Message, error);
        }
    }

    private static ImmutableSortedDictionary<NamespacedName, int> ReadEntries(JsonElement addresses)
    {
        var entries = ImmutableSortedDictionary.CreateBuilder<NamespacedName, int>();
        var taken = new HashSet<int>();
        foreach (var entry in addresses.EnumerateObject())
        {
            var index = entry.Value.GetInt32();
            if (!NamespacedName.TryParse(entry.Name, out var service) || index is < 1 or > AutomaticAddresses.LastIndex)
                throw new FormatException($"the address book's entry '{entry.Name}' is not a service with an index");
            if (!taken.Add(index) || !entries.TryAdd(service, index))
                throw new FormatException($"the address book has the entry '{entry.Name}' or its index twice");
        }

        return entries.ToImmutable();
    }
}
