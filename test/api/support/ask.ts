import { expect } from 'chai';
import { PROBLEMS, problemPath, type ProblemCode } from '../../../api/problems.ts';
import { faultsOf } from './schemas.ts';

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function ask(url: string, init?: RequestInit): Promise<Asked> {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Holds an answer to everything that is promised of a problem. @returns its body */
export function expectProblem({ status, headers, text }: Asked, code: ProblemCode): Record<string, unknown> {
  const body = JSON.parse(text) as Record<string, unknown>;
  expect(body, text).to.include({ code, type: problemPath(code), title: PROBLEMS[code].title, detail: PROBLEMS[code].detail });
  expect(status).to.equal(PROBLEMS[code].status);
  expect(body['status']).to.equal(status);
  expect(headers.get('content-type')).to.equal('application/problem+json');
  expect(headers.get('cache-control')).to.equal('no-store');
  expect(headers.get('x-request-id')).to.equal(body['requestId']);
  expect(headers.get('retry-after')).to.equal(PROBLEMS[code].retryAfter === null ? null : String(PROBLEMS[code].retryAfter));
  expect(faultsOf(body, 'Problem'), text).to.deep.equal([]);
  return body;
}
