//! Delivers committed events after the response. What is lost here is delivered by the sweep.

use steward_kernel::id::{EventId, OrganizationId};

use super::consumer::{Consume, Consumer};
use super::deliver::end_inline;
use super::event::{RecordedEvent, StoredEvent};
use super::gathered::Gathered;
use super::model::DeliveryMessage;
use super::service::QUEUE;
use crate::edge::{Edge, clock, log};

thread_local! {
    static QUEUED: Gathered<(), DeliveryMessage> = const { Gathered::new() };
    static TOGETHER: Gathered<(&'static str, Option<OrganizationId>), StoredEvent> = const { Gathered::new() };
}

/// Delivers events to their consumers, each as it wants them. Concurrent requests share a call to the queue, and one
/// for each organization's sockets.
pub(crate) fn dispatch(edge: &Edge, events: Vec<RecordedEvent>) {
    if events.is_empty() {
        return;
    }
    let background = edge.clone();
    edge.spawn(async move {
        let (mut queued, mut inline) = (Vec::new(), Vec::new());
        for RecordedEvent { event, consumers } in events {
            for consumer in consumers {
                match consumer.consume {
                    Consume::Queued(_) => queued.push(DeliveryMessage::new(event.id.clone(), consumer.name)),
                    Consume::Inline(_) | Consume::Together(_) => inline.push((consumer, event.clone())),
                }
            }
        }
        futures::future::join(send(&background, queued), deliver(&background, inline)).await;
    });
}

async fn send(edge: &Edge, messages: Vec<DeliveryMessage>) {
    if messages.is_empty() {
        return;
    }
    let Some(turn) = QUEUED.with(|queued| queued.add(&(), messages, clock())) else { return };
    while let Some(messages) = QUEUED.with(|queued| queued.take(&turn)) {
        if let Err(error) = edge.send(QUEUE, &messages).await {
            log::error("send deliveries failed", &[("error", format!("{error:?}").into())]);
        }
    }
}

async fn deliver(edge: &Edge, inline: Vec<(&'static Consumer, StoredEvent)>) {
    for (consumer, event) in inline {
        match consumer.consume {
            Consume::Queued(consume) | Consume::Inline(consume) => {
                let id = event.id.clone();
                let result = consume(edge.clone(), event).await;
                end_inline(edge, consumer, &[&id], result).await;
            }
            Consume::Together(consume) => {
                let key = (consumer.name, event.organization_id.clone());
                let Some(turn) = TOGETHER.with(|together| together.add(&key, vec![event], clock())) else { continue };
                while let Some(events) = TOGETHER.with(|together| together.take(&turn)) {
                    let ids: Vec<EventId> = events.iter().map(|event| event.id.clone()).collect();
                    let result = consume(edge.clone(), events).await;
                    end_inline(edge, consumer, &ids.iter().collect::<Vec<_>>(), result).await;
                }
            }
        }
    }
}
