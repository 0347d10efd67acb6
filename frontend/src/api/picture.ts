/** The request of an upload whose body is the picture itself. The OpenAPI document types such a body as a list of bytes. */
export function pictureRequest(picture: Blob) {
  return { body: picture as unknown as number[], bodySerializer: () => picture, headers: { "content-type": picture.type } };
}
