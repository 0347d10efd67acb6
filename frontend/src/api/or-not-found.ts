import { notFound } from "@tanstack/react-router";
import { asApiError } from "./error";

/** Turns a 404 from the API into the router's not-found page. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (asApiError(error)?.status === 404) throw notFound();
    throw error;
  }
}
