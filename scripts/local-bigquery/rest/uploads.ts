import { createWriteStream } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Request, type Response, type Router } from 'express';
import { BigQueryError } from '../errors.ts';
import type { Resource } from '../jobs/resource.ts';
import type { Context } from './context.ts';
import { inserted } from './jobs.ts';
import { multipartRelated } from './multipart.ts';
import { answer, bodyOf, param, queryText } from './respond.ts';

interface Upload {
  readonly projectId: string;
  readonly resource: Readonly<Record<string, unknown>>;
  readonly path: string;
  size: number;
  started: number;
}

const MAX_SESSIONS = 100;
const SESSION_MS = 24 * 3600 * 1000;
const RESUME_INCOMPLETE = 308;

/** Loads whose file comes with the request, in one piece (multipart) or in several (resumable). */
export function uploadRoutes(router: Router, context: Context): void {
  const sessions = new Map<string, Upload>();
  const { uploads } = context.engine.folders;
  const newFile = (): string => join(uploads, `${randomUUID()}.upload`);

  const start = async (projectId: string, resource: Readonly<Record<string, unknown>>, path: string): Promise<Resource> => {
    const job = context.jobs.insert(projectId, resource, { uri: 'uploaded file', path }, () => {
      void rm(path, { force: true });
    });
    return inserted(job);
  };

  const whole = answer(async (request) => {
    const path = newFile();
    try {
      const resource = await multipartRelated(request, path);
      return await start(param(request, 'projectId'), resource, path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  });
  router.post('/projects/:projectId/jobs', async (request, response, next) => {
    if (queryText(request, 'uploadType') === 'multipart') await whole(request, response, next);
    else next();
  });

  router.post('/projects/:projectId/jobs', express.json({ limit: '10mb', strict: true }), answer(async (request, response) => {
    const type = queryText(request, 'uploadType');
    if (type !== 'resumable') throw new BigQueryError('invalid', `uploadType must be multipart or resumable, not ${String(type)}.`, 'uploadType');
    for (const [id, upload] of sessions) {
      if (sessions.size < MAX_SESSIONS && Date.now() - upload.started < SESSION_MS) break;
      sessions.delete(id);
      await rm(upload.path, { force: true });
    }
    const id = randomUUID();
    sessions.set(id, { projectId: param(request, 'projectId'), resource: bodyOf(request), path: newFile(), size: 0, started: Date.now() });
    const base = `http://${request.headers.host ?? ''}${request.originalUrl.split('?')[0] ?? ''}`;
    response.setHeader('Location', `${base}?uploadType=resumable&upload_id=${id}`);
    response.setHeader('X-GUploader-UploadID', id);
    return {};
  }));

  const resume = async (request: Request, response: Response): Promise<unknown> => {
    const id = queryText(request, 'upload_id') ?? '';
    const upload = sessions.get(id);
    if (upload === undefined) throw new BigQueryError('notFound', `Not found: Upload session ${id}`);
    const range = readRange(request.headers['content-range']);
    if (range !== null && range.start !== null) {
      if (range.start !== upload.size) return incomplete(response, upload.size);
      await append(request, upload);
    } else if (range === null) {
      await append(request, upload);
    }
    const complete = range === null || (range.total !== null && upload.size >= range.total);
    if (!complete) return incomplete(response, upload.size);
    sessions.delete(id);
    return start(upload.projectId, upload.resource, upload.path);
  };
  router.put('/projects/:projectId/jobs', (request, response, next) => {
    resume(request, response).then((body) => {
      if (body !== null) response.json(body);
    }, next);
  });
}

/** What has arrived counts, also when the rest of a piece does not: the client asks how much it was, and goes on from there. */
async function append(request: Readable, upload: Upload): Promise<void> {
  try {
    await pipeline(request.iterator({ destroyOnReturn: false }), createWriteStream(upload.path, { flags: 'a' }));
  } finally {
    request.resume();
    upload.size = (await stat(upload.path)).size;
  }
}

function incomplete(response: Response, size: number): null {
  if (size > 0) response.setHeader('Range', `bytes=0-${size - 1}`);
  response.status(RESUME_INCOMPLETE).end();
  return null;
}

/** `bytes 0-99/1000`, `bytes 0-99/*` or `bytes *\/1000`; null without a header: the whole file in one go. */
function readRange(header: string | undefined): { readonly start: number | null; readonly total: number | null } | null {
  if (header === undefined) return null;
  const match = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(header);
  if (match === null) throw new BigQueryError('invalid', `Invalid Content-Range: ${header}`, 'Content-Range');
  return { start: match[1] === undefined ? null : Number(match[1]), total: match[3] === '*' ? null : Number(match[3]) };
}

