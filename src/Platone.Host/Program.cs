using Platone.Host.Verbs;

return await PlatoneCommandLine.InvokeAsync(args, Console.Out, Console.Error, CancellationToken.None);
