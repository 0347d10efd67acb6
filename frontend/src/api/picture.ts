/** The init of a call whose body is a picture, sent as it is. The API's description can only call that a list of bytes. */
export function pictureRequest(picture: Blob) {
  return { body: picture as unknown as number[], bodySerializer: () => picture, headers: { "content-type": picture.type } };
}
