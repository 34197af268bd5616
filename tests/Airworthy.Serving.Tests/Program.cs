using Airworthy.Serving.Tests.PredictionLog;

using Xunit.Runner.InProc.SystemConsole;

// What xunit would write itself, except that the program can also be the one that is killed.
if (await LoggingProcess.LogInsteadAsync())
{
    return 0;
}

return args.Any(arg => arg is "--server" or "--internal-msbuild-node")
    ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, Airworthy.Serving.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
