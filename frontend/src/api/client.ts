import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { parseErrorResponse, networkError } from "./error";
import type { paths } from "./schema";

/** Turns every failure, answered or not, into one ApiError. */
const errorMiddleware: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await parseErrorResponse(response);
  },
  onError({ error }) {
    // An aborted request is no failure: the query was cancelled.
    return error instanceof DOMException && error.name === "AbortError" ? error : networkError();
  },
};

const fetchClient = createFetchClient<paths>({
  // Looked up at each call, so that a test may put another in its place.
  fetch: (request) => globalThis.fetch(request),
});
fetchClient.use(errorMiddleware);

/** The API as queries and mutations. */
export const api = createQueryClient(fetchClient);
