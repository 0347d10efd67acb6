// Terminal control sequences: CSI … final byte, OSC … end, and two-character escapes.
const controlSequences = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const otherControls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Strips terminal control sequences from a line of output and keeps only the last state of a progress bar. */
export function plainText(text: string): string {
  const last = text.replace(/\r+$/, "").split("\r").at(-1) ?? "";
  return last.replace(controlSequences, "").replace(otherControls, "");
}
