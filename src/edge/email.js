/** Sends a mail by the binding `send_email`. What it fails with is a code: messages may quote addresses. */
export async function sendEmail(binding, message) {
  const { fromName, fromAddress, to, subject, text, html } = JSON.parse(message);
  const from = fromName === "" ? fromAddress : { name: fromName, email: fromAddress };
  try {
    await binding.send({ from, to, subject, text, html });
  } catch (error) {
    throw new Error(typeof error?.code === "string" ? error.code : (error?.name ?? "an error"));
  }
}
