using System.Globalization;
using Mesh.CertAuthority.Tokens;
using Mesh.Hosting.Programs;

namespace Mesh.CertAuthority.Tests.Tokens;

public sealed class UsedTokensTests : IDisposable
{
    private readonly TestState _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public void A_token_is_used_once_across_restarts()
    {
        Assert.True(_state.Current.UsedTokens.TryUse(Token(1)));
        Assert.False(_state.Current.UsedTokens.TryUse(Token(1)));
        Assert.True(_state.Current.UsedTokens.TryUse(Token(2)));

        var reopened = _state.Reopen().UsedTokens;

        Assert.False(reopened.TryUse(Token(1)));
        Assert.False(reopened.TryUse(Token(2)));
        Assert.True(reopened.TryUse(Token(3)));
    }

    [Fact]
    public void A_use_is_in_the_file_when_it_counts()
    {
        _state.Current.UsedTokens.TryUse(Token(7));

        Assert.EndsWith($" {Token(7).Id}\n", File.ReadAllText(_state[UsedTokens.File]), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_expired_is_forgotten_at_start()
    {
        _state.Current.UsedTokens.TryUse(Token(1, minutes: 10));
        _state.Current.UsedTokens.TryUse(Token(2, minutes: 60));
        _state.Time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(1, _state.Reopen().UsedTokens.Count);
        Assert.Single(File.ReadAllLines(_state[UsedTokens.File]));
    }

    [Fact]
    public void What_has_expired_is_forgotten_while_running()
    {
        var used = _state.Current.UsedTokens;
        for (var i = 0; i < UsedTokens.UsesPerPruning - 1; i++)
            used.TryUse(Token(i, minutes: 10));
        _state.Time.Advance(TimeSpan.FromMinutes(30));

        Assert.True(used.TryUse(Token(5000)));
        Assert.Equal(1, used.Count);
        Assert.Single(File.ReadAllLines(_state[UsedTokens.File]));
        Assert.True(used.TryUse(Token(5001)));
        Assert.Equal(2, _state.Reopen().UsedTokens.Count);
    }

    [Fact]
    public void A_line_that_a_crash_cut_off_is_dropped()
    {
        _state.Current.UsedTokens.TryUse(Token(1));
        _state.Close();
        File.AppendAllText(_state[UsedTokens.File], "1772370000 0000");

        Assert.False(_state.Current.UsedTokens.TryUse(Token(1)));
        Assert.True(_state.Current.UsedTokens.TryUse(Token(2)));
        Assert.Equal(2, _state.Reopen().UsedTokens.Count);
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("1772370000 short\n")]
    [InlineData("-1 00000000000000000000000000000001\n")]
    [InlineData("99999999999999999 00000000000000000000000000000001\n")]
    public void A_damaged_journal_is_refused(string line)
    {
        _ = _state.Current;
        _state.Close();
        File.AppendAllText(_state[UsedTokens.File], line);

        Assert.Contains("is damaged", Assert.Throws<StartupException>(() => _state.Current).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_one_of_many_at_once_succeeds()
    {
        var used = _state.Current.UsedTokens;
        var succeeded = 0;

        Parallel.For(0, 16, _ =>
        {
            if (used.TryUse(Token(1)))
                Interlocked.Increment(ref succeeded);
        });

        Assert.Equal(1, succeeded);
    }

    private JoinToken Token(int number, int minutes = 60) =>
        new(TestState.Web, number.ToString("x32", CultureInfo.InvariantCulture), _state.Time.GetUtcNow().AddMinutes(minutes), Once: true);
}
