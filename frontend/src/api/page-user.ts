let pageUser: string | undefined;

/** Sets the user whom this page shows. */
export function setPageUser(id: string): void {
  pageUser = id;
}

/** Names the user whom the page shows, so that nothing is read or written as another one, to whom another tab has switched. */
export function withPageUser(request: Request): Request {
  if (pageUser !== undefined) request.headers.set("x-steward-user", pageUser);
  return request;
}
