//! The commands of the page about sheets, printing and drills.

use super::Answer;
use crate::desk::{Desk, off_the_drawing_thread};
use app::SystemRandomness;
use app::ipc::{
    DrillAnswer, DrillView, KeyView, Ledger, MadeSheet, Nothing, PageView, PlaceRequest,
    PrintRequest, Printers, SheetPageRequest, SheetRequest,
};
use app::printer::{Cups, Printer};
use tauri::State;

#[tauri::command]
pub(super) async fn make_sheet(desk: State<'_, Desk>, request: SheetRequest) -> Answer<MadeSheet> {
    let wanted = request.clone();
    let name = desk
        .run(move |session, now| session.sheet_name(&wanted, now))
        .await?;
    let Some(path) = desk.dialogs().save_pdf(name).await else {
        return Ok(MadeSheet::cancelled());
    };
    desk.run(move |session, now| session.make_sheet(request, &path, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn sheet_page(
    desk: State<'_, Desk>,
    request: SheetPageRequest,
) -> Answer<PageView> {
    desk.run(move |session, now| session.sheet_page(request, now))
        .await
}

#[tauri::command]
pub(super) async fn printers(_desk: State<'_, Desk>, request: Nothing) -> Answer<Printers> {
    let Nothing {} = request;
    off_the_drawing_thread(|| {
        Ok(Printers {
            names: Cups.names(),
        })
    })
    .await
}

#[tauri::command]
pub(super) async fn print_sheet(desk: State<'_, Desk>, request: PrintRequest) -> Answer<MadeSheet> {
    desk.run(move |session, now| session.print_sheet(request, Cups, now, &mut SystemRandomness))
        .await
}

#[tauri::command]
pub(super) async fn sheets(desk: State<'_, Desk>, request: Nothing) -> Answer<Ledger> {
    desk.run(move |session, _| session.sheets(request)).await
}

#[tauri::command]
pub(super) async fn place_sheet(desk: State<'_, Desk>, request: PlaceRequest) -> Answer<Ledger> {
    desk.run(move |session, now| session.place_sheet(request, now))
        .await
}

#[tauri::command]
pub(super) async fn shred_sheet(desk: State<'_, Desk>, request: PlaceRequest) -> Answer<Ledger> {
    desk.run(move |session, now| session.shred_sheet(request, now))
        .await
}

#[tauri::command]
pub(super) async fn paper_key(desk: State<'_, Desk>, request: Nothing) -> Answer<KeyView> {
    desk.run(move |session, _| session.paper_key(request)).await
}

#[tauri::command]
pub(super) async fn choose_drill(desk: State<'_, Desk>, request: Nothing) -> Answer<DrillView> {
    let Nothing {} = request;
    desk.run(|session, _| session.must_be_open()).await?;
    let paths = desk.dialogs().files().await;
    desk.read(move |session| session.begin_drill(paths)).await
}

#[tauri::command]
pub(super) async fn drop_drill(desk: State<'_, Desk>, request: Nothing) -> Answer<DrillView> {
    let Nothing {} = request;
    let paths = desk.take_dropped();
    desk.read(move |session| session.begin_drill(paths)).await
}

#[tauri::command]
pub(super) async fn answer_drill(desk: State<'_, Desk>, request: DrillAnswer) -> Answer<DrillView> {
    desk.run(move |session, now| session.answer_drill(request, now))
        .await
}
