//! Falls of the past on the weights of today.

mod answer;

use domain::Day;
use risk::{
    RiskError,
    stress::{EPISODES, Episode, EpisodeReplay, Given, Replay, ReplayError, Run},
};

use super::{
    super::ground::Ground,
    benchmark, proxies,
    request::{EpisodeChoice, EpisodeRequest, StressRequest},
    short,
};
use crate::{EpisodeOutcome, IsoDay, OrderedMap, ProblemError};

pub use answer::{EpisodeAnswer, EpisodeAsset, EpisodeRun, ProxyAnswer};

/// An episode to replay.
pub(super) struct Question {
    id: String,
    name: String,
    from: Day,
    to: Day,
}

pub(super) fn questions(asked: &StressRequest, errors: &mut Vec<ProblemError>) -> Vec<Question> {
    let EpisodeChoice::Some(some) = &asked.episodes else {
        return EPISODES.iter().map(known).collect();
    };
    let mut questions: Vec<Question> = Vec::new();
    for (i, episode) in some.iter().enumerate() {
        let path = format!("stress.episodes[{i}]");
        match question(episode, &path) {
            Ok(question) if questions.iter().any(|other| other.id == question.id) => {
                let message = format!("{} comes twice", short(&question.id));
                errors.push(ProblemError::new(path, message));
            }
            Ok(question) => questions.push(question),
            Err(error) => errors.push(error),
        }
    }
    questions
}

pub(super) fn answer(
    questions: &[Question],
    given: &[(usize, Given)],
    ground: &Ground<'_>,
) -> Vec<EpisodeAnswer> {
    if questions.is_empty() {
        return Vec::new();
    }
    let history = ground.history;
    let columns = history.assets().len();
    let mut weights = vec![0.0; columns];
    for (symbol, weight) in ground.returns.assets.iter().zip(ground.weights) {
        if let Some(column) = proxies::column(ground, symbol.as_str()) {
            weights[column] = *weight;
        }
    }
    let groups: Vec<Vec<usize>> = ground
        .groups
        .iter()
        .map(|(_, members)| {
            members
                .iter()
                .filter_map(|&asset| in_history(ground, asset))
                .collect()
        })
        .collect();
    let benchmark = benchmark::on_history(ground);
    let replay = Replay {
        history,
        weights: &weights,
        benchmark: benchmark.as_deref(),
        groups: &groups,
        given,
    };
    questions
        .iter()
        .map(
            |question| match replay.episode(question.from, question.to) {
                Ok(found) => replayed(question, &found, &replay, ground),
                Err(error) => outside(question, &error, ground),
            },
        )
        .collect()
}

fn question(episode: &EpisodeRequest, path: &str) -> Result<Question, ProblemError> {
    match episode {
        EpisodeRequest::Known(id) => match Episode::find(id) {
            Some(episode) => Ok(known(episode)),
            None => {
                let ids: Vec<&str> = EPISODES.iter().map(|episode| episode.id).collect();
                let message = format!(
                    "unknown episode `{}`, known are {}",
                    short(id),
                    ids.join(", ")
                );
                Err(ProblemError::new(path, message))
            }
        },
        EpisodeRequest::Days { name, from, to } if to.0 > from.0 => Ok(Question {
            id: name.clone(),
            name: name.clone(),
            from: from.0,
            to: to.0,
        }),
        EpisodeRequest::Days { .. } => Err(ProblemError::new(
            format!("{path}.to"),
            "must lie after `from`",
        )),
    }
}

fn known(episode: &Episode) -> Question {
    Question {
        id: episode.id.to_owned(),
        name: title(episode.id).to_owned(),
        from: episode.from,
        to: episode.to,
    }
}

fn title(id: &'static str) -> &'static str {
    match id {
        "gulf_1990" => "Gulf crisis 1990",
        "ltcm_1998" => "Russia and LTCM 1998",
        "dot_com_2000" => "Dot-com bust 2000–02",
        "financial_crisis_2008" => "Financial crisis 2007–09",
        "euro_2011_whole" => "Euro crisis 2011, spring to autumn",
        "euro_2011" => "Euro crisis 2011, the summer's crash",
        "growth_scare_2015" => "China and oil 2015–16",
        "q4_2018" => "Fourth quarter of 2018",
        "covid_2020" => "COVID-19 2020",
        "bear_2022" => "Rates and inflation 2022",
        other => other,
    }
}

fn in_history(ground: &Ground<'_>, asset: usize) -> Option<usize> {
    proxies::column(ground, ground.returns.assets[asset].as_str())
}

fn outside(question: &Question, error: &ReplayError, ground: &Ground<'_>) -> EpisodeAnswer {
    let reason = match error {
        ReplayError::NothingExisted { asset } => format!(
            "nothing existed then that could stand in for {}",
            ground.history.assets()[*asset]
        ),
        ReplayError::Outside(_) | ReplayError::Risk(_) => error.to_string(),
    };
    ground.tell(format!("stress.episodes.{}", question.id), reason.clone());
    EpisodeAnswer {
        outcome: EpisodeOutcome::NotReplayed,
        reason: Some(reason),
        ..answer::empty(question)
    }
}

fn replayed(
    question: &Question,
    found: &EpisodeReplay,
    replay: &Replay<'_>,
    ground: &Ground<'_>,
) -> EpisodeAnswer {
    let path = format!("stress.episodes.{}", question.id);
    let run = |key: &str, run: &Result<Run, RiskError>| {
        let known = ground.known(&format!("{path}.{key}"), run.clone())?;
        Some(EpisodeRun::new(&known, replay))
    };
    let (outcome, reason) = if found.cut_short {
        let reason = format!("the data end on {}, inside the episode", found.last);
        (EpisodeOutcome::CutShort, Some(reason))
    } else {
        (EpisodeOutcome::Replayed, None)
    };
    let gross: f64 = replay.weights.iter().map(|weight| weight.abs()).sum();
    let by_proxy = replay.weights.iter().zip(&found.assets);
    let by_proxy = by_proxy.filter(|(_, asset)| asset.proxy.is_some());
    // A sum of nothing is −0, which nobody wants to read.
    let replaced = by_proxy.fold(0.0, |sum, (weight, _)| sum + weight.abs());
    EpisodeAnswer {
        outcome,
        reason,
        base: Some(IsoDay(found.base)),
        last: Some(IsoDay(found.last)),
        observations: Some(found.days),
        daily: run("daily", &found.daily),
        hold: run("hold", &found.hold),
        benchmark: found
            .benchmark
            .as_ref()
            .and_then(|found| run("benchmark", found)),
        proxied_weight: (gross > 0.0).then(|| replaced / gross),
        assets: assets(&path, found, replay, ground),
        ..answer::empty(question)
    }
}

/// What the assets that are held did.
fn assets(
    path: &str,
    found: &EpisodeReplay,
    replay: &Replay<'_>,
    ground: &Ground<'_>,
) -> OrderedMap<EpisodeAsset> {
    let names = replay.history.assets().iter();
    let held = names.zip(&found.assets).zip(replay.weights);
    held.filter(|(_, weight)| **weight != 0.0)
        .map(|((name, asset), _)| {
            let r = ground.known(&format!("{path}.assets.{name}"), asset.total);
            let proxy = asset.proxy.as_ref();
            let answer = EpisodeAsset {
                r,
                proxy: proxy.map(|proxy| ProxyAnswer::new(proxy, found.base, replay, ground)),
                gaps: asset.gaps,
                ended: asset.ended.map(IsoDay),
            };
            (name.to_string(), answer)
        })
        .collect()
}
