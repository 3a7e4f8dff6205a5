import { mayUpdatePhoto } from './authorization.ts';
import { type GraphAnswer, type GraphCall, noContent, ok } from './call.ts';
import { badRequest, denied, GraphError, notFound } from './errors.ts';
import { hasAny, readPhoto, requireAny, writePhoto } from './permissions.ts';
import { type Photo, photoSizes, servedSize, uploadedPhoto } from './photo.ts';
import { findReadable } from './readUser.ts';

const imageNotFound = (): GraphError =>
  new GraphError(
    404,
    'ImageNotFound',
    "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
  );

/**
 * `GET .../photo/$value` and `GET .../photos/{size}/$value`: https://learn.microsoft.com/graph/api/profilephoto-get.
 * @param size such as `96x96`; the largest if left out.
 * @throws GraphError
 */
export function getPhotoBytes(call: GraphCall, key: string, size?: string): GraphAnswer {
  const photo = findPhoto(call, key);
  const served = size === undefined ? photo.width : sizeOf(photo, size);
  return { status: 200, headers: { 'Content-Type': photo.contentType }, body: photo.bytes(served) };
}

/**
 * What there is of a photo: `GET .../photo`, `.../photos/{size}`. The page above; its example 3 shows a photo of one pixel
 * for somebody without one.
 * @throws GraphError
 */
export function getPhoto(call: GraphCall, key: string, size?: string): GraphAnswer {
  const context = `${call.root}/$metadata#users('${encodeURIComponent(key)}')/photo/$entity`;
  const photo = size === undefined ? findReadablePhoto(call, key) : findPhoto(call, key);
  if (!photo) return ok({ '@odata.context': context, ...describe('image/gif', 1) });
  const width = size === undefined ? photo.width : sizeOf(photo, size);
  return ok({ '@odata.context': context, ...describe(photo.contentType, width) });
}

/** `GET .../photos`: all sizes that there are. The page above. @throws GraphError */
export function listPhotos(call: GraphCall, key: string): GraphAnswer {
  const photo = findPhoto(call, key);
  const sizes = photoSizes.filter((size) => size <= photo.width);
  const context = `${call.root}/$metadata#users('${encodeURIComponent(key)}')/photos`;
  return ok({ '@odata.context': context, value: sizes.map((size) => describe(photo.contentType, size)) });
}

const mostBytes = 4 * 1024 * 1024;

/**
 * `PUT` or `PATCH .../photo/$value`: https://learn.microsoft.com/graph/api/profilephoto-update; 200, no body.
 * @throws GraphError
 */
export function putPhoto(call: GraphCall, key: string): GraphAnswer {
  const { user } = findWritable(call, key);
  const type = call.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  // "Content-Type: image/jpeg. Required." Others are taken as well, but not what is no image.
  if (!type.startsWith('image/')) throw badRequest('The Content-Type header must be that of an image.');
  const bytes = call.body instanceof Uint8Array ? call.body : new Uint8Array();
  // "The total size of each REST request" is limited to 4 MB.
  if (bytes.length >= mostBytes)
    throw new GraphError(413, 'RequestEntityTooLarge', 'The request is too large.');
  const photo = uploadedPhoto(bytes);
  if (!photo) throw badRequest('The image is not valid.');
  // Who has no mailbox: microsoft-graph-docs issue 8236, msgraph-sdk-php issue 84
  if (!user.mail && bytes.length > 100_000)
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  call.directory.setPhoto(user.id, photo);
  return { status: 200, headers: {} };
}

/** `DELETE .../photo/$value`: https://learn.microsoft.com/graph/api/profilephoto-delete. @throws GraphError */
export function deletePhoto(call: GraphCall, key: string): GraphAnswer {
  const { user, photo } = findWritable(call, key);
  if (!photo) throw imageNotFound();
  call.directory.setPhoto(user.id, undefined);
  return noContent;
}

function findPhoto(call: GraphCall, key: string): Photo {
  const photo = findReadablePhoto(call, key);
  if (!photo) throw imageNotFound();
  return photo;
}

function findReadablePhoto(call: GraphCall, key: string): Photo | undefined {
  const { user, photo } = findReadable(call, key);
  const isOwn = user.id.toLowerCase() === call.callerId.toLowerCase();
  if (!(isOwn && hasAny(call.token, ['User.Read', 'User.ReadWrite']))) requireAny(call.token, readPhoto);
  return photo;
}

function findWritable(call: GraphCall, key: string) {
  const record = call.directory.view(0).find(key);
  const isOwn = record?.user.id.toLowerCase() === call.callerId.toLowerCase();
  requireAny(call.token, isOwn ? [...writePhoto, 'User.ReadWrite'] : writePhoto);
  if (!record) throw notFound(key);
  if (!mayUpdatePhoto(call.directory, call.callerId, record.user)) throw denied();
  return record;
}

function sizeOf(photo: Photo, text: string): number {
  const [, width, height] = /^(\d+)x(\d+)$/iu.exec(text) ?? [];
  if (width === undefined || width !== height || !photoSizes.includes(Number(width)))
    throw badRequest(`The photo size '${text}' is not supported.`);
  const served = servedSize(photo, Number(width));
  if (served === undefined) throw imageNotFound();
  return served;
}

function describe(contentType: string, width: number): object {
  return { '@odata.mediaContentType': contentType, id: `${width}x${width}`, width, height: width };
}
