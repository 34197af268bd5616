// A query holds its thread while the engine works; timers and Ctrl-C must not wait for one to come free.
ThreadPool.SetMinThreads(Environment.ProcessorCount + 8, Environment.ProcessorCount + 8);
return await Airworthy.Cli.CommandLine.RunAsync(args);
