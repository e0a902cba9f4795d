//! The commands of the page about ways back, cases and readiness.

use super::Answer;
use super::not_opened;
use crate::desk::{Desk, off_the_drawing_thread};
use app::ipc::{
    BranchRequest, Cases, Done, DraftRequest, FollowedCase, KeepProof, Nothing, OneAccount,
    OneCase, PageRequest, PlanView, Proof, Providers, Readiness, SavedCalendar, SavedLetter,
    TellFacts, TellRequest, ToldFacts,
};
use app::{Letter, Looking, SystemRandomness};
use tauri::State;

#[tauri::command]
pub(super) async fn providers(desk: State<'_, Desk>, request: Nothing) -> Answer<Providers> {
    desk.run(move |session, now| session.providers(request, now))
        .await
}

#[tauri::command]
pub(super) async fn draft(desk: State<'_, Desk>, request: DraftRequest) -> Answer<PlanView> {
    let looking = Looking::before(&request, app::draft::usual_folders());
    desk.read(move |session| session.begin_looking(looking))
        .await?;
    desk.run(move |session, now| session.draft(request, now))
        .await
}

#[tauri::command]
pub(super) async fn save_letter(
    desk: State<'_, Desk>,
    request: DraftRequest,
) -> Answer<SavedLetter> {
    let letter = desk
        .run(move |session, now| session.letter(request, now))
        .await?;
    save(&desk, letter).await
}

#[tauri::command]
pub(super) async fn save_case_letter(
    desk: State<'_, Desk>,
    request: OneCase,
) -> Answer<SavedLetter> {
    let letter = desk
        .run(move |session, now| session.case_letter(request, now))
        .await?;
    save(&desk, letter).await
}

async fn save(desk: &Desk, letter: Letter) -> Answer<SavedLetter> {
    let Some(path) = desk.dialogs().save_letter(letter.name.clone()).await else {
        return Ok(SavedLetter::cancelled());
    };
    off_the_drawing_thread(move || letter.save(&path)).await
}

#[tauri::command]
pub(super) async fn cases(desk: State<'_, Desk>, request: Nothing) -> Answer<Cases> {
    desk.run(move |session, now| session.cases(request, now))
        .await
}

#[tauri::command]
pub(super) async fn open_case(
    desk: State<'_, Desk>,
    request: DraftRequest,
) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.open_case(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn tell_case(desk: State<'_, Desk>, request: TellRequest) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.tell_case(request, now))
        .await
}

#[tauri::command]
pub(super) async fn untell_case(desk: State<'_, Desk>, request: OneCase) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.untell_case(request, now))
        .await
}

#[tauri::command]
pub(super) async fn name_branch(
    desk: State<'_, Desk>,
    request: BranchRequest,
) -> Answer<FollowedCase> {
    desk.run(move |session, now| session.name_branch(request, now))
        .await
}

#[tauri::command]
pub(super) async fn save_calendar(
    desk: State<'_, Desk>,
    request: Nothing,
) -> Answer<SavedCalendar> {
    let Nothing {} = request;
    let name = desk.run(|session, now| session.calendar_name(now)).await?;
    let Some(path) = desk.dialogs().save_export(name).await else {
        return Ok(SavedCalendar::cancelled());
    };
    desk.run(move |session, now| session.save_calendar(&path, now))
        .await
}

#[tauri::command]
pub(super) async fn readiness(desk: State<'_, Desk>, request: Nothing) -> Answer<Readiness> {
    desk.run(move |session, now| session.readiness(request, now))
        .await
}

#[tauri::command]
pub(super) async fn told_facts(desk: State<'_, Desk>, request: OneAccount) -> Answer<ToldFacts> {
    desk.run(move |session, _| session.told_facts(request))
        .await
}

#[tauri::command]
pub(super) async fn tell_facts(desk: State<'_, Desk>, request: TellFacts) -> Answer<Done> {
    desk.run(move |session, now| session.tell_facts(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn collect_proof(desk: State<'_, Desk>, request: Nothing) -> Answer<Proof> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let Some(folder) = desk.dialogs().folder().await else {
        return Ok(Proof {
            cancelled: true,
            ..Proof::default()
        });
    };
    // git may take its time: the session stays free.
    let collected = off_the_drawing_thread(move || {
        app::evidence::collect(&app::proof_in(folder), &mut SystemRandomness)
    })
    .await?;
    desk.run(move |session, _| session.found_proof(collected))
        .await
}

#[tauri::command]
pub(super) async fn keep_proof(desk: State<'_, Desk>, request: KeepProof) -> Answer<Done> {
    desk.run(move |session, now| session.keep_proof(request, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn open_page(desk: State<'_, Desk>, request: PageRequest) -> Answer<Done> {
    let url = desk.run(move |session, _| session.page(request)).await?;
    let opened = desk.open(move |opener| opener.page(&url)).await?;
    Ok(Done {
        warnings: not_opened(opened),
    })
}
