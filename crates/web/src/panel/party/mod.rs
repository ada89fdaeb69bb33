//! What a party registers: supervisors, its own notice with its evidence, who types for whom; and the register of all
//! parties for the institute.

mod assign;
mod board;
mod contact_form;
mod evidence;
mod evidence_form;
mod handover;
mod home;
mod inspection;
mod lot;
mod notice;
mod public;
mod record;
mod register;
mod supervisor;
mod supervisors;

use domain::policy::Right;

use crate::http::{Access, Routes};

/// The routes of this feature.
pub fn routes(routes: Routes) -> Routes {
    const REGISTERS: Access = Access::With(Right::RegisterParty);
    const RECORDS: Access = Access::With(Right::RecordDisclosure);
    const WORKS: Access = Access::WithAny(&[
        Right::RegisterParty,
        Right::RecordDisclosure,
        Right::AssignCapturers,
    ]);
    const INSTITUTE: Access = Access::With(Right::ManageAccounts);
    const ONE: &str = "/panel/partido/supervision/{nombramiento}";
    const CHANGE: &str = "/panel/partido/supervision/{nombramiento}/relevo";
    routes
        .feature(lot::routes)
        .get("/panel/partido", WORKS, home::page)
        .get("/panel/partido/supervision", REGISTERS, supervisors::page)
        .get(
            "/panel/partido/supervision/nueva",
            REGISTERS,
            supervisor::new_page,
        )
        .post(
            "/panel/partido/supervision/nueva",
            REGISTERS,
            supervisor::name,
        )
        .get(ONE, REGISTERS, supervisor::page)
        .post(ONE, REGISTERS, supervisor::correct)
        .post(
            "/panel/partido/supervision/{nombramiento}/cuenta",
            REGISTERS,
            supervisor::link,
        )
        .get(CHANGE, REGISTERS, handover::page)
        .post(CHANGE, REGISTERS, handover::act)
        .get("/panel/partido/aviso", WORKS, notice::page)
        .post("/panel/partido/aviso", REGISTERS, notice::register)
        .get("/panel/partido/evidencia", RECORDS, evidence::page)
        .post("/panel/partido/evidencia", RECORDS, record::act)
        .get(
            "/panel/partido/evidencia/{candidatura}",
            RECORDS,
            evidence::one,
        )
        .get(
            "/panel/partido/evidencia/{candidatura}/{evidencia}",
            RECORDS,
            evidence::file,
        )
        .get("/panel/partido/tablero", WORKS, board::page)
        .get("/panel/partido/tablero.csv", WORKS, board::file)
        .post(
            "/panel/partido/tablero",
            Access::With(Right::AssignCapturers),
            assign::act,
        )
        .get("/panel/partido/registro", INSTITUTE, register::page)
        .get("/panel/partido/registro.csv", INSTITUTE, register::file)
        .get(
            "/panel/partido/registro/{partido}",
            INSTITUTE,
            inspection::page,
        )
        .get(
            "/panel/partido/registro/{partido}/{candidatura}/{evidencia}",
            INSTITUTE,
            inspection::file,
        )
        .get("/avisos", Access::Public, public::list)
        .get("/avisos/{partido}", Access::Public, public::page)
        .get(
            "/avisos/{partido}/{version}",
            Access::Public,
            public::version,
        )
}
