/** Sends messages, each given as JSON text, in one call (at most 100). */
export async function sendBatch(queue, messages) {
  await queue.sendBatch(JSON.parse(messages).map((body) => ({ body, contentType: "json" })));
}

/** What a batch holds: [queue name, [[attempts, body as JSON text], …]] as JSON text. */
export function describe(batch) {
  return JSON.stringify([batch.queue, batch.messages.map((message) => [message.attempts, JSON.stringify(message.body) ?? "null"])]);
}

/** Acknowledges one message of the batch, or has it sent again after so many seconds. */
export function settle(batch, index, retryAfterSeconds) {
  const message = batch.messages[index];
  if (retryAfterSeconds === undefined) message.ack();
  else message.retry({ delaySeconds: retryAfterSeconds });
}
