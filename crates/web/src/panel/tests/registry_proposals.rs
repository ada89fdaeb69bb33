//! *Registro* proposes with a reason; the administrator sees before and after and applies or rejects (DGO 20.2).

use domain::activity::Action;

use super::browser::Page;
use super::people::Person;
use super::world::World;

impl Person<'_> {
    /// Proposes a correction; gives the address of the proposal.
    async fn proposes(&self, key: &str, changes: &[(&str, &str)], reason: &str) -> String {
        let action = format!("{}/corregir", self.world.registry_path(key));
        let review = self.review_correction(key, changes).await.is(200);
        let review = review.says("Nada cambia hasta que la administración");
        let sent = self
            .confirm(&review, &action, "proponer", reason)
            .await
            .is(303);
        let again = self
            .confirm(&review, &action, "proponer", reason)
            .await
            .is(303);
        assert_eq!(
            sent.location(),
            again.location(),
            "sent twice it is one proposal"
        );
        without_query(&sent)
    }
}

fn without_query(page: &Page) -> String {
    let target = page.location().unwrap();
    target.split('?').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_correction_is_proposed_seen_before_and_after_and_applied() {
    let world = World::of("dgo").await;
    let laura = world.registrar().await;
    let changes = [("nombre", "Itzel <b>Ameyalli</b>")];
    let proposal = laura
        .proposes("MC-1", &changes, "Acta de nacimiento <i>corregida</i>")
        .await;
    laura
        .get(&proposal)
        .await
        .is(200)
        .says("En espera")
        .says("Retirar mi propuesta");
    assert_eq!(
        world.registered("MC-1").await.data.person.given_names,
        "Itzel"
    );
    laura
        .post(&format!("{proposal}/aplicar"), &[])
        .await
        .is(403);
    let rita = world.administrator().await;
    rita.get("/panel/registro")
        .await
        .says("1 propuesta espera una decisión");
    rita.get("/panel/registro/propuestas")
        .await
        .is(200)
        .says("Itzel <b>Ameyalli</b>");
    rita.get(&world.registry_path("MC-1"))
        .await
        .says("Hay una propuesta en espera");
    let page = rita.get(&proposal).await.is(200);
    let page = page
        .says("Acta de nacimiento <i>corregida</i>")
        .says("Itzel <b>Ameyalli</b>");
    let apply = format!("{proposal}/aplicar");
    let seen = page.value(&apply, "visto");
    rita.post(&apply, &[("visto", &seen)])
        .await
        .leads_to(&format!("{proposal}?hecho=aplicada"));
    assert_eq!(
        world.registered("MC-1").await.data.person.given_names,
        "Itzel <b>Ameyalli</b>"
    );
    rita.post(&apply, &[("visto", &seen)])
        .await
        .is(422)
        .says("ya se decidió");
    laura
        .get(&proposal)
        .await
        .is(200)
        .says("Aplicada")
        .says("Itzel <b>Ameyalli</b>");
    assert_eq!(world.entries(Action::ProposalApplied).await.len(), 1);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_changed_since_the_proposal_is_told_before_it_is_applied() {
    let world = World::of("dgo").await;
    let (laura, rita, omar) = (
        world.registrar().await,
        world.administrator().await,
        world.administrator().await,
    );
    let proposal = laura
        .proposes("MC-2", &[("segundo_apellido", "Nuño")], "Oficio 7")
        .await;
    let page = rita.get(&proposal).await.is(200);
    let apply = format!("{proposal}/aplicar");
    let action = format!("{}/corregir", world.registry_path("MC-2"));
    let review = omar
        .review_correction("MC-2", &[("sobrenombre", "El Güero")])
        .await
        .is(200);
    omar.confirm(&review, &action, "aplicar", "Oficio 8")
        .await
        .is(303);
    let told = rita
        .post(&apply, &[("visto", &page.value(&apply, "visto"))])
        .await
        .is(422)
        .says("Alguien cambió esta candidatura")
        .says("Lo que cambió en el registro desde entonces")
        .says("El Güero");
    rita.post(&apply, &[("visto", &told.value(&apply, "visto"))])
        .await
        .is(303);
    let person = world.registered("MC-2").await.data.person;
    assert_eq!(person.second_surname, "Nuño");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_is_rejected_with_a_reason_or_taken_back() {
    let world = World::of("dgo").await;
    let (laura, rita) = (world.registrar().await, world.administrator().await);
    let proposal = laura
        .proposes("MC-1", &[("segundo_apellido", "Otro")], "Oficio 9")
        .await;
    let reject = format!("{proposal}/rechazar");
    rita.post(&reject, &[("motivo", "")])
        .await
        .is(422)
        .points_at("motivo");
    rita.post_and_follow(&reject, &[("motivo", "El acta dice <Ríos>")])
        .await
        .says("Rechazada");
    laura.get(&proposal).await.says("El acta dice <Ríos>");
    let cancel = format!("{}/cancelar", world.registry_path("MC-2"));
    let page = laura
        .get(&cancel)
        .await
        .is(200)
        .says("Proponer que se cancele");
    let sent = laura
        .confirm(&page, &cancel, "proponer", "Renuncia")
        .await
        .is(303);
    let second = without_query(&sent);
    rita.post(&format!("{second}/retirar"), &[])
        .await
        .is(422)
        .says("Solo puede retirarla");
    laura
        .post_and_follow(&format!("{second}/retirar"), &[])
        .await
        .says("Retiró su propuesta");
    rita.post(&format!("{second}/aplicar"), &[]).await.is(422);
    assert_eq!(
        world.registered("MC-1").await.data.person.second_surname,
        "Ríos"
    );
    rita.get("/panel/registro/propuestas")
        .await
        .is(200)
        .says("No hay propuestas en espera");
    world.end().await;
}
