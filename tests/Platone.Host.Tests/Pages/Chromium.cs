using System.Collections.Concurrent;
using Microsoft.Playwright;
using Platone.Testing;

namespace Platone.Host.Tests.Pages;

/// <summary>The system's Chromium without a window, driven over its debugging pipe; started with the first page that a test opens.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _starting = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots are kept, for people and for CI.</summary>
    public static string Screenshots { get; } = Repository.Path("artifacts/screenshots");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        _starting.Dispose();
    }

    /// <summary>Opens an empty page with cookies of its own.</summary>
    /// <param name="width">Of the window, pixels.</param>
    /// <param name="height">Of the window, pixels.</param>
    /// <param name="isDark">Whether the system asks for dark pages.</param>
    /// <exception cref="SkipException">There is no Chromium.</exception>
    public async Task<BrowserPage> OpenAsync(int width = 1280, int height = 800, bool isDark = false)
    {
        var executable = Peers.Require("chromium");
        await _starting.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = executable, Headless = true, Args = Arguments, Timeout = (float)Deadline.Default.TotalMilliseconds,
            });
        }
        finally
        {
            _starting.Release();
        }

        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = "de-DE", TimezoneId = "America/New_York",   // neither may show on the page
        });
        context.SetDefaultTimeout((float)Deadline.Default.TotalMilliseconds);
        return new BrowserPage(context, await context.NewPageAsync());
    }
}

/// <summary>A page and everything that went wrong on it.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _requests = new();

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _faults.Enqueue($"console {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _faults.Enqueue($"script: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
                _faults.Enqueue($"{response.Status} {response.Url}");
        };
        page.Request += (_, request) => _requests.Enqueue(request.Url);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, uncaught exceptions of scripts, answers of 400 and up.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>What was asked for, from anywhere.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>What a test reads.</summary>
    public ILocator Named(string name) => Page.Locator($"[data-test='{name}']");

    /// <summary>Goes where a link leads. Not by a click: one in the moment in which the page becomes interactive is lost.</summary>
    public async Task FollowAsync(string name) =>
        await Page.GotoAsync(new Uri(new Uri(Page.Url), await Named(name).GetAttributeAsync("href")).ToString());

    /// <summary>Keeps a picture of the whole page.</summary>
    public async Task<string> KeepAsync(string name)
    {
        var path = Path.Combine(Chromium.Screenshots, name + ".png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
        return path;
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
