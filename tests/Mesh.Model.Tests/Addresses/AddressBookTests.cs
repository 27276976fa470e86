using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Api.Resources;
using Mesh.Model.Addresses;

namespace Mesh.Model.Tests.Addresses;

public sealed class AddressBookTests
{
    private static readonly Arbitrary<NamespacedName[]> Services = Gen
        .Choose(0, 400).Select(i => new NamespacedName($"ns{i % 7}", $"svc{i}")).ArrayOf().ToArbitrary();

    [Fact]
    public void Same_services_get_the_same_addresses_in_any_order_and_none_twice() =>
        Prop.ForAll(Services, services =>
        {
            var book = AddressBook.Empty.Extend(services);
            var other = AddressBook.Empty.Extend(services.Reverse().ToArray());
            var distinct = services.Distinct().ToArray();
            return book.Count == distinct.Length
                && book.Indexes.SequenceEqual(other.Indexes)
                && distinct.Select(s => book.Find(s)!.V4).Distinct().Count() == distinct.Length
                && distinct.All(s => AutomaticAddresses.V4Range.Contains(book.Find(s)!.V4))
                && distinct.All(s => AutomaticAddresses.V6Range.Contains(book.Find(s)!.V6));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_in_the_book_never_changes_when_services_come_and_go() =>
        Prop.ForAll(Services, Services, (before, after) =>
        {
            var book = AddressBook.Empty.Extend(before);
            var extended = book.Extend(after);
            return before.All(s => book.Find(s) == extended.Find(s));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_book_survives_its_file() =>
        Prop.ForAll(Services, services =>
        {
            var book = AddressBook.Empty.Extend(services);
            return AddressBookJson.Read(AddressBookJson.Write(book)).Indexes.SequenceEqual(book.Indexes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_service_keeps_a_known_address()
    {
        // A change here moves every running mesh to other addresses.
        var book = AddressBook.Empty.Extend([new("shop", "catalog")]);
        Assert.Equal(new AutomaticAddresses(IPAddress.Parse("240.240.49.106"), IPAddress.Parse("2001:2::316a")), book.Find(new("shop", "catalog")));
    }

    [Fact]
    public void Nothing_new_gives_the_same_book_back()
    {
        var book = AddressBook.Empty.Extend([new("shop", "catalog")]);
        Assert.Same(book, book.Extend([new("shop", "catalog")]));
    }

    [Fact]
    public void A_full_range_forgets_deleted_services_and_then_refuses()
    {
        var all = Enumerable.Range(0, AutomaticAddresses.LastIndex).Select(i => new NamespacedName("a", $"s{i}")).ToArray();
        var full = AddressBook.Empty.Extend(all);
        Assert.Equal(AutomaticAddresses.LastIndex, full.Indexes.Values.Distinct().Count());
        Assert.Equal(1, full.Indexes.Values.Min());
        Assert.Equal(AutomaticAddresses.LastIndex, full.Indexes.Values.Max());

        var live = all.Skip(10).Append(new("b", "new")).ToArray();
        var after = full.Extend(live);
        Assert.Null(after.Find(all[0]));
        Assert.Equal(full.Find(all[10]), after.Find(all[10]));
        Assert.NotNull(after.Find(new("b", "new")));

        Assert.Throws<InvalidOperationException>(() => full.Extend([.. all, new("b", "new")]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"addresses":{}}""")]
    [InlineData("""{"version":1,"addresses":{"noslash":1}}""")]
    [InlineData("""{"version":1,"addresses":{"a/b":0}}""")]
    [InlineData("""{"version":1,"addresses":{"a/b":65535}}""")]
    [InlineData("""{"version":1,"addresses":{"a/b":"1"}}""")]
    [InlineData("""{"version":1,"addresses":{"a/b":1.5}}""")]
    [InlineData("""{"version":1,"addresses":{"a/b":1,"a/c":1}}""")]
    public void A_damaged_file_is_refused(string text) =>
        Assert.Throws<FormatException>(() => AddressBookJson.Read(text));
}
