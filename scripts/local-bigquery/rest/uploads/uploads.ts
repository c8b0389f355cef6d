import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { BigQueryError } from '../../errors.ts';
import type { Job } from '../../jobs/job.ts';
import type { Resource } from '../../jobs/resource.ts';
import type { Context } from '../context.ts';
import { inserted } from '../jobs/jobs.ts';
import { multipartRelated } from './multipart.ts';
import { answer, bodyOf, param, queryText } from '../respond.ts';
import { readRange, UploadSession } from './upload-session.ts';

const MAX_SESSIONS = 100;
const SESSION_MS = 24 * 3600 * 1000;
const RESUME_INCOMPLETE = 308;

/** Loads whose file comes with the request, in one piece (multipart) or in several (resumable). */
export function uploadRoutes(router: Router, context: Context): void {
  const sessions = new Map<string, UploadSession>();
  const { uploads } = context.engine.folders;
  const newFile = (): string => join(uploads, `${randomUUID()}.upload`);

  const insert = (projectId: string, resource: Resource, path: string): Job => {
    const release = (): void => {
      void rm(path, { force: true });
    };
    try {
      return context.jobs.insert(projectId, resource, { uri: 'uploaded file', path }, release);
    } catch (error) {
      release();
      throw error;
    }
  };

  const whole = answer(async (request) => {
    const path = newFile();
    try {
      const resource = await multipartRelated(request, path);
      return await inserted(insert(param(request, 'projectId'), resource, path));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  });
  router.post('/projects/:projectId/jobs', async (request, response, next) => {
    // Some clients, such as Go's, send the pieces by POST, too.
    if (queryText(request, 'upload_id') !== null) piece(request, response, next);
    else if (queryText(request, 'uploadType') === 'multipart') await whole(request, response, next);
    else next();
  });

  router.post('/projects/:projectId/jobs', express.json({ limit: '10mb', strict: true }), answer(async (request, response) => {
    const type = queryText(request, 'uploadType');
    if (type !== 'resumable') throw new BigQueryError('invalid', `uploadType must be multipart or resumable, not ${String(type)}.`, 'uploadType');
    // Those whose job has begun go first; its file goes with the job.
    for (const [id, upload] of [...sessions].sort(([, one], [, other]) => Number(other.isWhole) - Number(one.isWhole))) {
      if (sessions.size < MAX_SESSIONS && Date.now() - upload.started < SESSION_MS) continue;
      sessions.delete(id);
      if (!upload.isWhole) await rm(upload.path, { force: true });
    }
    const id = randomUUID();
    const [projectId, resource, path] = [param(request, 'projectId'), bodyOf(request), newFile()];
    sessions.set(id, new UploadSession(path, () => insert(projectId, resource, path)));
    const base = `http://${request.headers.host ?? ''}${request.originalUrl.split('?')[0] ?? ''}`;
    response.setHeader('Location', `${base}?uploadType=resumable&upload_id=${id}`);
    response.setHeader('X-GUploader-UploadID', id);
    return {};
  }));

  const resume = async (request: Request, response: Response): Promise<unknown> => {
    const id = queryText(request, 'upload_id') ?? '';
    const upload = sessions.get(id);
    if (upload === undefined) throw new BigQueryError('notFound', `Not found: Upload session ${id}`);
    const job = await upload.take(request, readRange(request.headers['content-range']));
    return job === null ? incomplete(request, response, upload.size) : inserted(job);
  };
  const piece: RequestHandler = (request, response, next) => {
    resume(request, response).then((body) => {
      if (body !== null) response.json(body);
    }, next);
  };
  router.put('/projects/:projectId/jobs', piece);
}

/** Clients for which 308 is a redirect, such as Go's, say so, and are told it beside a 200. */
function incomplete(request: Request, response: Response, size: number): null {
  if (size > 0) response.setHeader('Range', `bytes=0-${size - 1}`);
  if (request.headers['x-guploader-no-308'] === 'yes') response.status(200).setHeader('X-HTTP-Status-Code-Override', String(RESUME_INCOMPLETE)).end();
  else response.status(RESUME_INCOMPLETE).end();
  return null;
}
