/** The init of a call whose body is a picture, sent as it is. */
export function pictureInit(picture: Blob) {
  return { body: picture, bodySerializer: (body: unknown) => body as Blob, headers: { "content-type": picture.type } };
}
