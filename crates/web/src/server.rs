//! The whole site: panel, portal and assets, behind the same headers.

use std::sync::Arc;

use app::{App, PublicAddress};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;

use crate::Installation;
use crate::http::{Access, Declared, Proxies, Routes, pages, protect};
use crate::panel;
use crate::portal::{self, FeedError, Portal};
use crate::portal_feed::AppFeed;
use crate::ui::assets::{self, Assets};
use crate::ui::contrast::{AccentError, Palette};
use crate::ui::{self, Ribbon};

/// How the site is reached.
#[derive(Debug, Clone, Default)]
pub struct Reached {
    /// Whether people come by HTTPS, so that cookies ask for it.
    pub secure: bool,
    /// Proxies whose word on where a request comes from is believed.
    pub proxies: Proxies,
    /// The mark of a demonstration or rehearsal, if it is one.
    pub ribbon: Option<Ribbon>,
}

/// Why the site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The institute's colours cannot be read on our backgrounds.
    #[error(transparent)]
    Accent(#[from] AccentError),
    /// A section of the questionnaire has the address of another page.
    #[error(
        "la sección «{0}» del cuestionario no puede llamarse así: es la dirección de otra página. Cambie su clave"
    )]
    SectionKey(String),
    /// The portal could not be filled.
    #[error("no se pudo llenar el portal: {0}")]
    Portal(FeedError),
}

/// The site of a running system, and every route with its declared access. The portal is full when it returns.
///
/// # Errors
/// [`SiteError`].
pub async fn site(app: Arc<App>, reached: Reached) -> Result<(Router, Vec<Declared>), SiteError> {
    let profile = Arc::clone(&app.profile);
    let sections = app
        .curricular()
        .sections
        .iter()
        .map(|section| section.key.as_str());
    if let Some(key) = sections
        .into_iter()
        .find(|key| panel::NO_SECTIONS.contains(key))
    {
        return Err(SiteError::SectionKey(key.to_owned()));
    }
    let palette = Palette::new(
        &profile.brand.accent.to_string(),
        Some(&profile.brand.accent_dark.to_string()),
    )?;
    let assets = Arc::new(Assets::new(&palette));
    let ui = Arc::new(ui::Site {
        institute: profile.institute.name.clone(),
        short_name: profile.institute.short_name.clone(),
        process: profile.process.name.clone(),
        palette,
        assets: assets.base(),
        ribbon: reached.ribbon,
        routes: addresses(),
        outside: app
            .public_address()
            .map_or_else(String::new, ToString::to_string),
    });
    let clock = Arc::clone(&app);
    let portal = Portal::start(
        Arc::clone(&ui),
        AppFeed(Arc::clone(&app)),
        app.subscribe(),
        Arc::new(move || clock.now()),
        app.files().clone(),
    )
    .await
    .map_err(SiteError::Portal)?;
    let secure = reached.secure || app.public_address().is_some_and(PublicAddress::is_secure);
    let installation = Installation {
        app,
        ui,
        proxies: reached.proxies,
        secure,
    };
    Ok(router(installation, portal, assets))
}

/// The addresses that every page links to.
fn addresses() -> ui::Routes {
    let path = |path: &str| path.to_owned();
    ui::Routes {
        portal: path("/"),
        panel: path("/panel"),
        help: path("/ayuda"),
        contact: path("/ayuda#contacto"),
        accessibility: path("/accesibilidad"),
        privacy: path("/privacidad"),
        sign_out: path("/salir"),
        stay: path("/panel/sesion"),
    }
}

fn router(site: Installation, portal: Arc<Portal>, assets: Arc<Assets>) -> (Router, Vec<Declared>) {
    let (panel, mut declared) = panel::routes(Routes::new(site.clone())).finish();
    declared.extend(portal::ROUTES.iter().map(|(method, path)| Declared {
        method: Method::from_bytes(method.as_bytes()).expect("the portal's methods are HTTP's"),
        path,
        access: Access::Public,
    }));
    declared.push(Declared {
        method: Method::GET,
        path: assets::PATH,
        access: Access::Public,
    });
    let router = panel
        .fallback(no_such_page)
        .method_not_allowed_fallback(no_such_method)
        .with_state(site)
        .merge(portal::router(portal))
        .merge(assets::router(assets))
        .layer(middleware::from_fn(protect))
        .layer(middleware::from_fn(trace));
    (router, declared)
}

async fn no_such_page(State(site): State<Installation>) -> Response {
    pages::refusal(&site, StatusCode::NOT_FOUND)
}

async fn no_such_method(State(site): State<Installation>) -> Response {
    pages::refusal(&site, StatusCode::METHOD_NOT_ALLOWED)
}

/// One log line per request: its route's pattern and status. Neither addresses nor queries, which can hold names.
async fn trace(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let route = route.as_deref().unwrap_or("-");
    tracing::debug!(%method, route, status = response.status().as_u16(), "request");
    response
}
