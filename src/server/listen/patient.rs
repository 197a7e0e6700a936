//! A connection that is given up when nobody reads what is written to it.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

/// Since when nothing could be written, if that is so.
#[derive(Debug, Default)]
struct Stuck(Option<Instant>);

impl Stuck {
    /// When patience ends. Whatever is taken, were it one byte, begins it anew.
    fn until(&mut self, written: bool, now: Instant, patience: Duration) -> Option<Instant> {
        if written {
            self.0 = None;
            return None;
        }
        Some(*self.0.get_or_insert(now) + patience)
    }
}

/// Writes for as long as the other side takes something now and then: `TimedOut` after `patience` without it.
#[derive(Debug)]
pub struct Patient<S> {
    inner: S,
    patience: Duration,
    stuck: Stuck,
    waiting: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    pub fn new(inner: S, patience: Duration) -> Self {
        Self {
            inner,
            patience,
            stuck: Stuck::default(),
            // Reset whenever something is stuck; nobody asks before.
            waiting: Box::pin(sleep_until(Instant::now())),
        }
    }

    fn watched<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let until = self
            .stuck
            .until(written.is_ready(), Instant::now(), self.patience);
        let Some(until) = until else { return written };
        self.waiting.as_mut().reset(until);
        ready!(self.waiting.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.watched(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.watched(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.watched(cx, shut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    #[tokio::test]
    async fn who_reads_nothing_is_given_up() {
        let (ours, mut theirs) = duplex(8);
        let mut patient = Patient::new(ours, Duration::from_millis(1));
        patient.write_all(&[0; 8]).await.unwrap();
        let error = patient.write_all(&[0; 1]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        // What was written before is still there, and reading makes room again.
        theirs.read_exact(&mut [0; 8]).await.unwrap();
        patient.write_all(&[0; 8]).await.unwrap();
    }

    #[test]
    fn who_reads_slowly_is_waited_for_however_long_it_takes() {
        let patience = Duration::from_secs(30);
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut stuck = Stuck::default();
        assert_eq!(stuck.until(true, at(0), patience), None);
        assert_eq!(stuck.until(false, at(5), patience), Some(at(35)));
        assert_eq!(stuck.until(false, at(34), patience), Some(at(35)));
        assert_eq!(stuck.until(true, at(34), patience), None);
        // Nothing to write is no reason to give up: the clock begins with the next that can't be.
        assert_eq!(stuck.until(false, at(900), patience), Some(at(930)));
    }
}
