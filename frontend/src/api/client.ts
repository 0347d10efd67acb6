import createFetchClient, { type Middleware } from "openapi-fetch";
import createQueryClient from "openapi-react-query";
import { parseErrorResponse, networkError } from "./error";
import { withPageUser } from "./page-user";
import type { paths } from "./schema";
import { sendOnce } from "./send-once";
import { takeStartedRequest } from "./started-requests";
import { sendWithStepUp } from "./step-up";

/** Turns error responses and network errors into an ApiError. */
const errorMiddleware: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) {
      const error = await parseErrorResponse(response);
      // another tab has switched to another account: this one follows
      if (error.error.code === "ACCOUNT_SWITCHED") location.reload();
      throw error;
    }
  },
  onError({ error }) {
    // TanStack Query aborts the requests of cancelled queries; that is no error.
    return error instanceof DOMException && error.name === "AbortError" ? error : networkError();
  },
};

const fetchClient = createFetchClient<paths>({
  // Looked up at each call, so that tests can replace it.
  fetch: (request) => takeStartedRequest(request) ?? sendWithStepUp(withPageUser(request), (sent) => sendOnce(sent, (each) => globalThis.fetch(each))),
});
fetchClient.use(errorMiddleware);

/** The API as TanStack queries and mutations. */
export const api = createQueryClient(fetchClient);
