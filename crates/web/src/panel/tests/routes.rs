//! Every route for every role, which is also the document of who may open what.
use super::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn smoke() {
    for name in ["dgo", "cdmx"] {
        let world = World::of(name).await;
        world.start_term_of_party("mc").await;
        let ana = world.candidate("MC-1").await;
        let page = ana.get("/panel").await;
        let page = ana.follow(page).await.is(200);
        println!("{}", page.text());
        ana.fill_in("MC-1").await;
        let done = ana.send_it("MC-1").await;
        let done = ana.follow(done).await;
        println!("{}", done.text());
        world.end().await;
    }
}
