//! Routes are registered only with a declared access (decision 10): there is no way to add one without saying who
//! may use it, and the list of all declarations is what the role × route test and document are made of.

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodRouter, on};
use domain::account::Role;
use domain::policy::{Right, may_ever};
use domain::profile::Profile;

use crate::Installation;
use crate::http::guard;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Anybody; the session is not even looked at.
    Public,
    /// Anybody, with or without a session: sign-in, activation, errors.
    Open,
    /// An account that signed in and still has to accept the notice; complete sessions too.
    Pending,
    /// Any complete session.
    SignedIn,
    /// A complete session whose role may ever use this right. Which rows, the use case decides.
    With(Right),
    /// A complete session whose role may ever use one of these rights.
    WithAny(&'static [Right]),
}

impl Access {
    /// Whether a complete session in `role` passes.
    pub fn admits(self, profile: &Profile, role: Role) -> bool {
        match self {
            Self::Public | Self::Open | Self::Pending | Self::SignedIn => true,
            Self::With(right) => may_ever(profile, role, right),
            Self::WithAny(rights) => rights.iter().any(|right| may_ever(profile, role, *right)),
        }
    }
}

/// One route as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// GET or POST.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
}

/// Routes with their access.
pub struct Routes {
    site: Installation,
    router: Router<Installation>,
    declared: Vec<Declared>,
}

impl Routes {
    /// No routes yet.
    pub fn new(site: Installation) -> Self {
        Self {
            site,
            router: Router::new(),
            declared: Vec::new(),
        }
    }

    /// A page.
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Installation>,
        T: 'static,
    {
        self.with(Method::GET, path, access, handler)
    }

    /// An act.
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Installation>,
        T: 'static,
    {
        self.with(Method::POST, path, access, handler)
    }

    /// Adds the routes of a feature.
    pub fn feature(self, add: impl FnOnce(Self) -> Self) -> Self {
        add(self)
    }

    /// The router and the declarations.
    pub fn finish(self) -> (Router<Installation>, Vec<Declared>) {
        (self.router, self.declared)
    }

    fn with<H, T>(mut self, method: Method, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, Installation>,
        T: 'static,
    {
        let filter = method.clone().try_into().expect("GET and POST are filters");
        let route: MethodRouter<Installation> = on(filter, handler);
        let route = match access {
            Access::Public => route,
            _ => route.layer(middleware::from_fn_with_state(
                (self.site.clone(), access),
                check,
            )),
        };
        self.router = self.router.route(path, route);
        self.declared.push(Declared {
            method,
            path,
            access,
        });
        self
    }
}

async fn check(
    State((site, access)): State<(Installation, Access)>,
    request: Request,
    next: Next,
) -> Response {
    guard::enter(&site, access, request, next).await
}
