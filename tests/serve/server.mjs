// For the tests of this folder: the server as a program of its own, requests as bytes, and the count of the house.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';

export const program = process.env.CK_PROGRAM, scratch = process.env.CK_SCRATCH;
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const instrumented = Boolean(process.env.CK_SANITIZE); // sanitizers take memory and time of their own

export { finish, skip, test } from '../house.mjs';

// Starts the server and resolves when it has said where it is.
export function start(...words) {
  return new Promise((ready, fail) => {
    const child = spawn(program, ['serve', '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    process.on('exit', () => child.kill('SIGKILL')); // when a test failed before it stopped its server
    const server = { child, out: '', err: '', ended: new Promise((done) => child.on('exit', (code, signal) => done({ code, signal }))) };
    child.stderr.on('data', (data) => (server.err += data));
    child.stdout.on('data', (data) => {
      server.out += data;
      const said = /http:\/\/(\S+):(\d+)\/ until/.exec(server.out);
      if (!said || server.port) return;
      [server.host, server.port] = [said[1], Number(said[2])];
      ready(server);
    });
    child.on('exit', (code) => fail(new Error(`the server ended with ${code} before it said where it is:\n${server.err}`)));
  });
}
export async function stop(server, signal = 'SIGTERM') {
  server.child.kill(signal);
  return server.ended;
}
// Megabytes that the server's process holds, as the system counts them: now, and at most since the last time that this was asked.
const counted = (server, line) => Number(new RegExp(`${line}:\\s*(\\d+)`).exec(readFileSync(`/proc/${server.child.pid}/status`, 'utf8'))[1]) / 1024;
export const resident = (server) => counted(server, 'VmRSS');
export function peak(server) {
  const most = counted(server, 'VmHWM');
  writeFileSync(`/proc/${server.child.pid}/clear_refs`, '5'); // proc(5): the peak is counted anew
  return most;
}

// One request; headers and body as they come. `agent` keeps connections.
export function ask(server, method, path, { headers = {}, body, agent = false, onData, abort } = {}) {
  return new Promise((done, fail) => {
    const request = http.request({ host: '127.0.0.1', port: server.port, method, path, headers, agent }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => {
        pieces.push(piece);
        onData?.(piece, request);
      });
      answer.on('end', () => {
        const bytes = Buffer.concat(pieces);
        done({ status: answer.statusCode, headers: answer.headers, bytes, text: bytes.toString() });
      });
      answer.on('error', fail);
    });
    request.on('error', fail);
    if (abort) abort.now = () => request.destroy();
    request.end(body);
  });
}
export const get = (server, path, headers) => ask(server, 'GET', path, { headers });
export const post = (server, path, body, more = {}) =>
  ask(server, 'POST', path, { body, ...more, headers: { 'Content-Type': 'application/yaml', ...more.headers } });

// Bytes as they are; resolves with what came back when the other side has closed, or after `wait` ms of silence, `settle` ms once
// something has come back.
export function raw(server, pieces, { wait = 2000, settle = wait, pause = 0, half = false } = {}) {
  return new Promise((done) => {
    const socket = net.connect(server.port, '127.0.0.1');
    const got = [];
    let closed = false;
    const end = (silent) => {
      if (closed) return;
      closed = true;
      socket.destroy();
      done({ text: Buffer.concat(got).toString('latin1'), silent });
    };
    socket.setTimeout(wait, () => end(true));
    socket.on('data', (data) => {
      got.push(data);
      socket.setTimeout(settle);
    });
    socket.on('close', () => end(false));
    socket.on('error', () => end(false));
    socket.on('connect', async () => {
      for (const piece of [].concat(pieces)) {
        if (closed) return;
        socket.write(piece);
        if (pause) await sleep(pause);
      }
      if (half && !closed) socket.end();
    });
  });
}
// Status codes of all answers in a stream of bytes.
export const codes = (text) => [...text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)].map((match) => Number(match[1]));
export const lines = (text) => text.trim().split('\n').map((line) => JSON.parse(line));
// A condition that becomes true within some seconds.
export async function soon(condition, seconds = 10) {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(50)) if (await condition()) return true;
  return false;
}
