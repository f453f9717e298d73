namespace Platone.Host.Pbm.Client;

/// <summary>
/// The lines typed before, the oldest first; kept from one prompt to the next in a file of the user's own, readable by nobody else.
/// </summary>
internal sealed class History
{
    /// <summary>How many lines are kept.</summary>
    public const int Capacity = 1000;

    private readonly string? _file;
    private readonly List<string> _lines;

    private History(string? file, List<string> lines) => (_file, _lines) = (file, lines);

    /// <summary>The lines.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Where the user's history is kept.</summary>
    public static string UserFile => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "platone", "pbm-history");

    /// <summary>
    /// Reads a history. One that cannot be read or written is no reason not to operate: it then lives as long as the prompt.
    /// </summary>
    public static History Load(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var lines = File.Exists(file) ? File.ReadAllLines(file).TakeLast(Capacity).ToList() : [];
            return new History(file, lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new History(null, []);
        }
    }

    /// <summary>Adds a line, unless it is blank or the one before.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (_lines.Count > 0 && _lines[^1] == line))
            return;
        _lines.Add(line);
        if (_lines.Count > Capacity)
            _lines.RemoveAt(0);
        if (_file is null)
            return;
        try
        {
            // Whole, beside, and then in place: two prompts at once may lose each other's lines, but never half a line.
            var next = $"{_file}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(next, options))
                _lines.ForEach(writer.WriteLine);
            File.Move(next, _file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As in Load.
        }
    }
}
