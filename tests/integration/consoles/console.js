// SPDX-FileCopyrightText: Clairis contributors
// SPDX-License-Identifier: Apache-2.0
// An imaging console on dcmjs-dimse: one association, the requests of a task one after the other, then release. The task comes as JSON
// on standard input, what happened leaves as JSON on standard output:
//   {port, calling, called, tls?, requests: [{find: elements, cancelAfter?} | {create|set: {uid, elements}} | {get: {uid, attributes}} | {echo: true}]}
//   {accepted, released, rejected?, aborted?, failed?, requests: [{responses: [{status, comment?, dataset?}]}]}
'use strict';
require('dns').setDefaultResultOrder('ipv4first');
const fs = require('fs');
const dimse = require('dcmjs-dimse');
const { Client, Dataset, log, requests: kinds } = dimse;
log.setLevel('silent');

const MPPS = '1.2.840.10008.3.1.2.3.3';
const MPPS_RETRIEVE = '1.2.840.10008.3.1.2.3.4';
const { CEchoRequest, CFindRequest, NCreateRequest, NGetRequest, NSetRequest } = kinds;

function requestOf(asked) {
  if (asked.echo) return new CEchoRequest();
  if (asked.find) {
    const request = CFindRequest.createWorklistFindRequest({});
    request.setDataset(new Dataset(asked.find));
    return request;
  }
  if (asked.create) {
    const request = new NCreateRequest(MPPS, asked.create.uid);
    request.setDataset(new Dataset(asked.create.elements));
    return request;
  }
  if (asked.set) {
    const request = new NSetRequest(MPPS, asked.set.uid);
    request.setDataset(new Dataset(asked.set.elements));
    return request;
  }
  return new NGetRequest(MPPS_RETRIEVE, asked.get.uid, asked.get.attributes);
}

function securityOf(tls) {
  if (!tls) return undefined;
  const file = (name) => (name ? fs.readFileSync(name) : undefined);
  return { ...tls, key: file(tls.key), cert: file(tls.cert), ca: file(tls.ca), rejectUnauthorized: true };
}

const task = JSON.parse(fs.readFileSync(0, 'utf8'));
const told = { accepted: false, released: false, requests: [] };
const client = new Client();

for (const asked of task.requests) {
  const request = requestOf(asked);
  const entry = { responses: [] };
  told.requests.push(entry);
  request.on('response', (response) => {
    const dataset = response.getDataset();
    entry.responses.push({
      status: response.getStatus(),
      comment: response.getErrorComment() || undefined,
      dataset: dataset ? dataset.getElements() : undefined,
    });
    if (asked.cancelAfter === entry.responses.length) client.cancel(request);
  });
  client.addRequest(request);
}

let finished = false;
function finish() {
  if (finished) return;
  finished = true;
  process.stdout.write(JSON.stringify(told), () => process.exit(0));
}
client.on('associationAccepted', () => (told.accepted = true));
client.on('associationReleased', () => (told.released = true));
client.on('associationRejected', (result) => (told.rejected = result));
client.on('abort', (reason) => (told.aborted = reason || {}));
client.on('networkError', (error) => {
  told.failed = `${error.code || ''} ${error.message}`.trim();
  finish();
});
client.on('closed', finish);
// By name where the stack compares it with the certificate.
client.send(task.tls ? 'localhost' : '127.0.0.1', task.port, task.calling, task.called, { securityOptions: securityOf(task.tls), associationLingerTimeout: 0 });
