//! Serving the site until somebody stops it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use app::App;
use domain::profile::Profile;
use domain::time::Instant;
use tokio::net::TcpListener;
use web::Reached;
use web::ui::Ribbon;
use web::words::Calendar;

/// How long requests under way may take once the program was told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

/// Takes an address; `flag` is the argument by which another one is given.
///
/// # Errors
/// It is taken, or not of this machine.
pub async fn listen(address: SocketAddr, flag: &str) -> Result<TcpListener> {
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => bail!(
            "el puerto {} ya está ocupado por otro programa (¿otra ventana con conoceles?). Ciérrelo, o use otro \
             puerto: {flag}",
            address.port()
        ),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => bail!(
            "el sistema no permite usar el puerto {}: los menores de 1024 piden permisos. Use otro: {flag}",
            address.port()
        ),
        Err(error) => Err(error)
            .with_context(|| format!("no se puede atender en {address}; use otra: {flag}")),
    }
}

/// Serves until SIGINT or SIGTERM, with the jobs of the system beside. `ready` is called when the first page can be
/// read.
///
/// # Errors
/// The site cannot be made, or the connection is lost.
pub async fn serve(
    app: Arc<App>,
    listener: TcpListener,
    reached: Reached,
    ready: impl FnOnce() -> Result<()>,
) -> Result<()> {
    app.note_start().await?;
    let (router, _) = web::site(Arc::clone(&app), reached).await?;
    let jobs = app::jobs::start(Arc::clone(&app));
    let stop = stop_signals()?;
    ready()?;
    let (told, mut hears) = tokio::sync::watch::channel(false);
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        // Nobody hears it only if serving has ended by itself.
        let _ = told.send(true);
    });
    let farewell = async {
        // The sender goes without a word if serving failed, and then the other branch ends first.
        let _ = hears.wait_for(|told| *told).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        served = serving => served.context("se dejó de atender")?,
        () = farewell => tracing::warn!("some requests did not end in time and were cut"),
    }
    jobs.abort();
    // What happened since the last turn gets its checkpoint now.
    if let Err(error) = app::jobs::once(&app).await {
        tracing::error!(%error, "the last turn of the jobs failed");
    }
    Ok(())
}

/// Ends when the program is told to stop.
#[cfg(unix)]
fn stop_signals() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt =
        signal(SignalKind::interrupt()).context("no se pudieron recibir señales")?;
    let mut terminate =
        signal(SignalKind::terminate()).context("no se pudieron recibir señales")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the program is told to stop.
#[cfg(not(unix))]
fn stop_signals() -> Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// The mark that every page of a demonstration carries.
pub fn ribbon(profile: &Profile, now: Instant) -> Ribbon {
    Ribbon {
        name: "Demostración".to_owned(),
        text:
            "Las personas y los textos son inventados; nada de lo que se ve es información oficial."
                .to_owned(),
        simulated: Some(Calendar::of(profile).day(now)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_told_with_the_way_out() {
        let first = listen(([127, 0, 0, 1], 0).into(), "--puerto N")
            .await
            .unwrap();
        let taken = first.local_addr().unwrap();
        let error = listen(taken, "--puerto N").await.unwrap_err().to_string();
        assert!(error.contains(&taken.port().to_string()), "{error}");
        assert!(error.contains("--puerto N"), "{error}");
    }

    #[tokio::test]
    async fn an_address_of_another_machine_is_refused() {
        let error = listen(([203, 0, 113, 1], 8080).into(), "--direccion IP:PUERTO")
            .await
            .unwrap_err();
        assert!(error.to_string().contains("--direccion"), "{error}");
    }
}
