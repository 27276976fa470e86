using Mesh.Api.Resources;
using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>Collects proxies' answers, one question at a time. Safe for any number of threads.</summary>
internal sealed class AnswerCollector
{
    private readonly Lock _gate = new();
    private readonly HashSet<NamespacedName> _waiting = [];
    private TopTable _table = new();
    private TaskCompletionSource _complete = new();
    private ulong _question;

    /// <summary>Begins with the next question.</summary>
    /// <param name="asked">Who is asked.</param>
    /// <param name="complete">Completes when all have answered.</param>
    /// <returns>The question's number.</returns>
    public ulong Begin(IEnumerable<NamespacedName> asked, out Task complete)
    {
        lock (_gate)
        {
            _waiting.Clear();
            _waiting.UnionWith(asked);
            _complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            complete = _complete.Task;
            if (_waiting.Count == 0)
                _complete.SetResult();
            return ++_question;
        }
    }

    /// <summary>Takes a report. One that answers an earlier question counts too, since its rows are in no other report.</summary>
    public void Answer(NamespacedName workload, Report report)
    {
        lock (_gate)
        {
            _table.Add(report.Rows);
            if (report.QueryId == _question)
                Done_NeedsLock(workload);
        }
    }

    /// <summary>No answer will come of that one.</summary>
    public void Forget(NamespacedName workload)
    {
        lock (_gate)
            Done_NeedsLock(workload);
    }

    /// <summary>Ends the question.</summary>
    /// <returns>The sum of the answers, and who did not answer.</returns>
    public (TopTable Table, IReadOnlyList<NamespacedName> Missing) Finish()
    {
        lock (_gate)
        {
            var table = _table;
            _table = new TopTable();
            return (table, [.. _waiting.Order()]);
        }
    }

    private void Done_NeedsLock(NamespacedName workload)
    {
        if (_waiting.Remove(workload) && _waiting.Count == 0)
            _complete.TrySetResult();
    }
}
