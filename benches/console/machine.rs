//! What the figures were measured on: without it they say little.

use super::figures::{binary, grouped};
use anyhow::Context;
use sqlx::{Connection, SqliteConnection};
use std::{
    env, fs,
    process::Command,
    thread::available_parallelism,
    time::{Duration, Instant},
};
use tokio::runtime::Runtime;

/// The value behind `name:` in one of the files of `/proc`.
pub fn proc_value(path: &str, name: &str) -> anyhow::Result<String> {
    fs::read_to_string(path)
        .with_context(|| format!("{path} can't be read; this benchmark wants Linux"))?
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == name)
        .map(|(_, value)| value.trim().to_owned())
        .with_context(|| format!("{path} has no {name}"))
}

/// The same in bytes, where the file has kibibytes.
pub fn proc_bytes(path: &str, name: &str) -> anyhow::Result<u64> {
    let value = proc_value(path, name)?;
    let kib: u64 = value.trim_end_matches(" kB").parse()?;
    Ok(kib * 1024)
}

/// SQLite's version, and how long it takes to count to a million: fastest and slowest of a few times. Figures of two machines, or of one in two
/// moods, can be compared by that.
fn sqlite() -> anyhow::Result<(String, Duration, Duration)> {
    const TIMES: usize = 20;
    const COUNTING: &str = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1000000)
        SELECT count(*) FROM numbers";
    Runtime::new()?.block_on(async {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
        let version = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&mut connection)
            .await?;
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let begin = Instant::now();
            sqlx::query(COUNTING).fetch_one(&mut connection).await?;
            times.push(begin.elapsed());
        }
        times.sort_unstable();
        Ok((version, times[0], times[TIMES - 1]))
    })
}

pub fn describe(count: u64) -> anyhow::Result<()> {
    // Not every processor's file names a model.
    let model =
        proc_value("/proc/cpuinfo", "model name").unwrap_or_else(|_| env::consts::ARCH.to_owned());
    let cores = available_parallelism()?;
    let memory = binary(proc_bytes("/proc/meminfo", "MemTotal")?, 3);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let load = fs::read_to_string("/proc/loadavg")?;
    let load = load.split(' ').next().unwrap_or_default();
    let rustc = Command::new("rustc").arg("--version").output()?.stdout;
    let (sqlite, fastest, slowest) = sqlite()?;
    println!(
        "{} contacts on {model}, {cores} cores, {memory:.1} GiB, Linux {}; {}, SQLite {sqlite}; load before it began {load}.\n\n\
         SQLite counts to a million here in {} to {} ms: compare figures of machines by that.\n\n\
         “SQLite” is the floor: the same question to the same file, asked in process through the same code.",
        grouped(count),
        kernel.trim(),
        String::from_utf8_lossy(&rustc).trim(),
        fastest.as_millis(),
        slowest.as_millis(),
    );
    Ok(())
}
