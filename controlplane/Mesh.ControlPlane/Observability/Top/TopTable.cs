using Mesh.Protos.Telemetry.V1;

namespace Mesh.ControlPlane.Observability.Top;

/// <summary>Rows of many proxies, equal ones summed. Bounded: what does not fit is summed into one row per direction.</summary>
/// <param name="capacity">Most rows. Default 5000.</param>
internal sealed class TopTable(int capacity = TopTable.DefaultCapacity)
{
    private const int DefaultCapacity = 5000;

    private readonly Dictionary<RowKey, RowSum> _rows = [];

    /// <summary>Adds what one proxy saw.</summary>
    public void Add(IEnumerable<Row> rows)
    {
        foreach (var row in rows)
            SumOf(RowKey.Of(row)).Add(row);
    }

    /// <summary>Adds the table of a later window.</summary>
    public void Follow(TopTable later)
    {
        foreach (var (key, sum) in later._rows)
            SumOf(key).Follow(sum);
    }

    /// <summary>The rows, busiest first.</summary>
    public IEnumerable<Row> Rows() => _rows.OrderByDescending(pair => pair.Value.Weight).Select(pair => pair.Value.ToRow(pair.Key));

    private RowSum SumOf(RowKey key)
    {
        if (_rows.TryGetValue(key, out var sum))
            return sum;
        if (_rows.Count >= capacity)
            key = RowKey.OtherOf(key.Direction);
        if (!_rows.TryGetValue(key, out sum))
            _rows.Add(key, sum = new RowSum());
        return sum;
    }
}
