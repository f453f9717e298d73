using System.Collections.Immutable;
using System.Globalization;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>
/// What becomes of each reading of a command: taken, there before, or refused (field, table of inputs). A pure function of the node's state
/// and the command, used both to decide and to report.
/// </summary>
internal sealed class Intake
{
    /// <summary>How far ahead of the command's time a reading may be measured.</summary>
    public static readonly TimeSpan MaximumLead = TimeSpan.FromSeconds(60);

    private readonly LightNode _node;
    private readonly RecordReadings _command;
    private ImmutableArray<RefusedReading>.Builder? _refused;

    // Keys taken so far: the run that is growing, and the finished ones if there are any.
    private KeyRange _run;
    private bool _running;
    private List<KeyRange>? _runs;

    private Intake(LightNode node, RecordReadings command) => (_node, _command) = (node, command);

    /// <summary>Readings that are new, as they are to be recorded, in the order of the command.</summary>
    public ImmutableArray<Reading> Fresh { get; private set; } = [];

    /// <summary>Their keys, in order, joined.</summary>
    public ImmutableArray<KeyRange> Keys { get; private set; } = [];

    /// <summary>How many were recorded before, or are in the command twice.</summary>
    public int AlreadyRecorded { get; private set; }

    /// <summary>Those refused, in the order of the command.</summary>
    public ImmutableArray<RefusedReading> Refused => _refused is null ? [] : _refused.ToImmutable();

    /// <summary>Sorts out a command.</summary>
    public static Intake Of(LightNode node, RecordReadings command)
    {
        var intake = new Intake(node, command);
        if (node.IsBadlySigned(command.Evidence))
            intake.RefuseAll();
        else
            intake.Sort();
        return intake;
    }

    private void RefuseAll()
    {
        var detail = _node.IsKeyRevoked ? "the node's key was revoked"
            : _command.Evidence is null ? "the node has a key and the message no signature"
            : "signed with another key than the node's";
        foreach (var reading in _command.Readings)
            Refuse(reading, RefusalReason.BadSignature, detail);
    }

    private void Sort()
    {
        var readings = _command.Readings;
        var latest = _command.At + MaximumLead;
        var fresh = (ImmutableArray<Reading>.Builder?)null;
        var marks = _node.Registers;
        var mark = marks.Of(readings[0].Epoch);
        for (var i = 0; i < readings.Length; i++)
        {
            var reading = readings[i];
            if (!IsTaken(reading, latest))
            {
                fresh ??= Copy(readings, i);
                continue;
            }
            if (reading.Epoch != mark.Epoch)
            {
                marks = marks.With(mark);
                mark = marks.Of(reading.Epoch);
            }
            var recorded = AsRecorded(reading, mark.Judge(reading));
            mark = mark.After(recorded);
            if (fresh is null && !ReferenceEquals(recorded, reading))
                fresh = Copy(readings, i);
            fresh?.Add(recorded);
        }
        Fresh = fresh is null ? readings : fresh.DrainToImmutable();
        if (!_running)
            return;
        if (_runs is null)
        {
            Keys = [_run];
        }
        else
        {
            _runs.Add(_run);
            Keys = KeyRuns.Normalize(_runs);
        }
    }

    private bool IsTaken(Reading reading, DateTimeOffset latest)
    {
        var (epoch, seq) = (reading.Epoch, reading.Seq);
        if (IsInCommand(epoch, seq) || _node.Keys.Contains(epoch, seq))
        {
            AlreadyRecorded++;
            return false;
        }
        if (epoch < 0 || seq < 0)
            return Refuse(reading, RefusalReason.Malformed, "epoch and seq are 0 or more");
        if (reading.Time > latest)
            return Refuse(reading, RefusalReason.TimeInFuture, $"measured {reading.Time:O}, received {_command.At:O}");
        if (reading.Time < _node.ValidFrom || reading.Time < DateTimeOffset.UnixEpoch)
            return Refuse(reading, RefusalReason.BeforeValidFrom, $"measured {reading.Time:O}, valid from {_node.ValidFrom:O}");
        if (reading.ImportWh < 0 || reading.ExportWh < 0)
        {
            return Refuse(reading, RefusalReason.NegativeRegister,
                string.Create(CultureInfo.InvariantCulture, $"importWh {reading.ImportWh}, exportWh {reading.ExportWh}"));
        }
        if (_node.Keys.IsTooOld(epoch))
            return Refuse(reading, RefusalReason.EpochTooOld, "of more than 64 newer epochs readings are known");
        if (_running && _run.Epoch == epoch && _run.Last == seq - 1)
        {
            _run = _run with { Last = seq };
            return true;
        }
        // An upper bound of the runs the epoch would have: exact enough so near the limit.
        if (_node.Keys.RunsOf(epoch) + (_runs?.Count ?? 0) + 2 > KeyRuns.MaximumRuns && !_node.Keys.Touches(epoch, seq))
            return Refuse(reading, RefusalReason.TooManyGaps, "the epoch has too many gaps");
        if (_running)
            (_runs ??= []).Add(_run);
        (_run, _running) = (new KeyRange(epoch, seq, seq), true);
        return true;
    }

    private bool IsInCommand(int epoch, long seq)
    {
        if (!_running)
            return false;
        if (Holds(_run, epoch, seq))
            return true;
        if (_runs is null)
            return false;
        foreach (var run in _runs)
        {
            if (Holds(run, epoch, seq))
                return true;
        }
        return false;
    }

    private static bool Holds(KeyRange run, int epoch, long seq) => run.Epoch == epoch && seq >= run.First && seq <= run.Last;

    private bool Refuse(Reading reading, RefusalReason reason, string detail)
    {
        (_refused ??= ImmutableArray.CreateBuilder<RefusedReading>()).Add(new RefusedReading(reading.Epoch, reading.Seq, reason, detail));
        return false;
    }

    private static Reading AsRecorded(Reading reading, ReadingQuality quality) => reading.Quality == quality && Instant.IsCut(reading.Time)
        ? reading
        : reading with { Time = Instant.Cut(reading.Time), Quality = quality };

    private static ImmutableArray<Reading>.Builder Copy(ImmutableArray<Reading> readings, int count)
    {
        var builder = ImmutableArray.CreateBuilder<Reading>(readings.Length);
        builder.AddRange(readings, count);
        return builder;
    }
}
