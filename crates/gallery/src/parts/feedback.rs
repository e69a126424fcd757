//! What is going on, and what went wrong.

use leptos::prelude::*;
use ui::{
    badge::Tone,
    button::Button,
    empty::Empty,
    failure::Failure,
    notice::Notice,
    progress::{Phase, Progress},
    skeleton::{Lines, Skeleton},
};

use crate::{Part, Specimen};

pub(crate) const PART: Part = Part {
    path: "feedback",
    title: "Feedback",
    components: &[
        "Progress",
        "Notice",
        "Skeleton",
        "Empty state",
        "Error state",
    ],
    view,
};

fn view() -> AnyView {
    view! {
        <Specimen name="Progress"><div class="wide"><Jobs /></div></Specimen>
        <Specimen name="Notice"><div class="wide gallery-stack"><Notices /></div></Specimen>
        <Specimen name="Skeleton">
            <div class="card gallery-card"><Skeleton lines=Lines::Paragraph /></div>
            <div class="card gallery-card"><Skeleton lines=Lines::Figure /></div>
            <div class="card gallery-card"><Skeleton lines=Lines::Chart /></div>
        </Specimen>
        <Specimen name="Empty state">
            <div class="card gallery-card">
                <Empty text="No alerts yet." href="/instruments" action="Choose an instrument" />
            </div>
            <div class="card gallery-card">
                <Empty text="No portfolio yet." href="/" action="Make a portfolio" demo="/instruments" />
            </div>
        </Specimen>
        <Specimen name="Error state"><Failures /></Specimen>
    }
    .into_any()
}

#[component]
fn Jobs() -> impl IntoView {
    let phase = RwSignal::new(Phase::Running { share: Some(0.42) });
    let cancel = move |()| phase.set(Phase::Cancelling);
    let job = |id: &'static str, phase: Phase| {
        view! { <Progress id=id title="Back-test, 2000 to 2022" step="Solving month 113 of 268" phase=phase elapsed_s=134 cancel=|()| () /> }
    };
    view! {
        <div class="gallery-jobs">
            <Progress
                id="job"
                title="Back-test, 2000 to 2022"
                step="Solving month 113 of 268"
                phase=phase
                elapsed_s=134
                cancel=cancel
            />
            {job("job-waiting", Phase::Running { share: None })}
            {job("job-done", Phase::Done)}
            {job("job-failed", Phase::Failed { why: "The prices of RRC end on 5 May 2014. Choose a later start, or leave RRC out.".to_owned() })}
            {job("job-cancelled", Phase::Cancelled)}
        </div>
        <p><Button press=move |()| phase.set(Phase::Running { share: Some(0.42) })>"Start again"</Button></p>
    }
    .into_any()
}

#[component]
fn Notices() -> impl IntoView {
    view! {
        <Notice tone=Tone::Plain>"This portfolio is a copy; the original stays as it is."</Notice>
        <Notice tone=Tone::Good>"All 20 prices are in, none is stale."</Notice>
        <Notice tone=Tone::Warn>"Bots ignore this signal until its rank IC exceeds 0.03."</Notice>
        <Notice tone=Tone::Bad>"Two rules are broken: health care is 31.1 %, volatility is 21.5 %."</Notice>
    }
    .into_any()
}

#[component]
fn Failures() -> impl IntoView {
    let tries = RwSignal::new(0);
    view! {
        <div class="gallery-card">
            <Failure
                what="The prices could not be loaded."
                why="The server did not answer within 10 seconds."
                next="Check the connection, then try again."
                retry=move |()| tries.update(|tries| *tries += 1)
            />
            <p class="muted" role="status">{move || format!("Tried {} times again", tries.get())}</p>
        </div>
        <div class="gallery-card">
            <Failure
                what="Something went wrong on the server."
                why="It is our fault, not yours, and it has been noted."
                next="Try again in a minute. If it stays, tell the operator the reference."
                reference="01939c2a-5c"
            />
        </div>
    }
    .into_any()
}
