return await Airworthy.Cli.CommandLine.RunAsync(args);
