namespace Airworthy.Probes.Tests.Data;

/// <summary>Two honest projects of different shape, as SQL, to plant defects into.</summary>
internal static class HonestTables
{
    /// <summary>A number in [0, 1) for a row and a purpose.</summary>
    private static string Drawn(int purpose) => $"(hash(i * 1000 + {purpose}) % 1000000) / 1000000.0";

    /// <summary>Classes, split by time, every person in one month.</summary>
    public static (string Contract, string Select, string Feature) Visits => ("""
        kind: tabular-classification
        serving: {mode: streaming}
        data:
          files: [data.parquet]
          label: came_back
          time: at
          entity: person
          predict_at: {column: at, offset: 0h}
          available_after: {amount: 0h, visits: 0h, shop: -1d}
          split:
            method: by-time
            train: {from: 2001-01-01, until: 2001-01-31}
            dev: {from: 2001-02-01, until: 2001-02-14}
            test: {from: 2001-02-15, until: 2001-02-28}
            gap_days: 0
        """, $"""
        select i // 4 as person, timestamp '2001-01-01' + interval (i * 14) minute as at, round({Drawn(1)} * 100, 3) as amount,
            cast(floor({Drawn(2)} * 30) as bigint) as visits, 'shop ' || cast(hash(i * 7) % 12 as varchar) as shop,
            case when {Drawn(3)} < 0.2 then null else {Drawn(4)} end as distance_km,
            ({Drawn(2)} + {Drawn(5)}) > 1.1 as came_back,
            case when i * 14 < 31 * 1440 then 'train' when i * 14 < 45 * 1440 then 'dev' else 'test' end as __split,
            ({Drawn(2)} + {Drawn(5)}) > 1.1 as __label
        from range(0, 6000) as rows(i)
        where i % 4000 <> 3188
        """, "amount");

    /// <summary>A number, split at random, no entity, dates without time of day.</summary>
    public static (string Contract, string Select, string Feature) Flats => ("""
        kind: tabular-regression
        serving: {mode: batch}
        data:
          files: [data.parquet]
          id: number
          label: {name: rent, from: "net + extra"}
          time: listed
          entity: none
          predict_at: {column: listed, offset: 0h}
          available_after: {area: 0h, rooms: 0h, "order\"s": 0h, district: 0h}
          split: {method: random, column: part}
        """, $"""
        select 1000000 + i as number, date '2020-01-01' + cast(i % 700 as integer) as listed, round(20 + 100 * {Drawn(1)}, 2) as area, cast(1 + floor({Drawn(2)} * 5) as bigint) as rooms,
            'district ' || cast(hash(i * 7) % 5 as varchar) as district, {Drawn(6)} as "order""s",
            500 + 8 * (20 + 100 * {Drawn(1)}) + 900 * {Drawn(3)} as net, 100 * {Drawn(4)} as extra,
            case hash(i * 13) % 10 when 0 then 'dev' when 1 then 'test' else 'train' end as part,
            case hash(i * 13) % 10 when 0 then 'dev' when 1 then 'test' else 'train' end as __split,
            500 + 8 * (20 + 100 * {Drawn(1)}) + 900 * {Drawn(3)} + 100 * {Drawn(4)} as __label
        from range(0, 5000) as rows(i)
        """, "area");

    public static (string Contract, string Select, string Feature) Named(string name) => name == nameof(Visits) ? Visits : Flats;
}
