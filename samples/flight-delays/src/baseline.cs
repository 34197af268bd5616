#:package DuckDB.NET.Data.Full
#:property PublishAot=false

// Makes a baseline of the contract: runs its SQL in this project's folder, which writes what it says of April and May.
//   dotnet run src/baseline.cs src/baselines/hour-of-day.sql

using DuckDB.NET.Data;

if (args is not [var file] || !File.Exists(file))
{
    Console.Error.WriteLine($"Name one of {string.Join(", ", Directory.EnumerateFiles("src/baselines", "*.sql").Order())}.");
    return 64;
}

Directory.CreateDirectory("predictions");
using var duck = new DuckDBConnection("DataSource=:memory:");
duck.Open();
using var command = duck.CreateCommand();
command.CommandText = $"set threads = 1; {File.ReadAllText(file)}";
command.ExecuteNonQuery();
return 0;
