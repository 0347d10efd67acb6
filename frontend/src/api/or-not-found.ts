import { notFound } from "@tanstack/react-router";
import { asApiError } from "./error";

/** What the API answers; when it says that nothing is there, the page says so too. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (asApiError(error)?.status === 404) throw notFound();
    throw error;
  }
}
