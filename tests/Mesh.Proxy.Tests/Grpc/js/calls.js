// Calls the echo service with @grpc/grpc-js: node calls.js ADDRESS CHECK...; prints "ok CHECK" for each that held.
'use strict';
const assert = require('node:assert');
const grpc = require('@grpc/grpc-js');

// A message with one short text, by hand: no compiler is needed for it.
const encode = text => Buffer.concat([Buffer.from([10, Buffer.byteLength(text)]), Buffer.from(text)]);
const decode = bytes => bytes.subarray(2).toString();
const method = (name, requestStream, responseStream) => ({
  path: `/mesh.tests.echo.Echo/${name}`, requestStream, responseStream,
  requestSerialize: encode, requestDeserialize: decode, responseSerialize: encode, responseDeserialize: decode,
});
const Echo = grpc.makeGenericClientConstructor({
  one: method('One', false, false), many: method('Many', false, true), collect: method('Collect', true, false), chat: method('Chat', true, true),
}, 'Echo');

const client = new Echo(process.argv[2], grpc.credentials.createInsecure());
const one = (text, metadata = new grpc.Metadata(), options = {}) => new Promise((resolve, reject) => {
  const result = {};
  const call = client.one(text, metadata, options, (error, reply) => error ? reject(error) : (result.reply = reply));
  call.on('metadata', headers => { result.headers = headers; });
  call.on('status', status => { result.status = status; if (status.code === 0) resolve(result); });
});
const received = call => new Promise((resolve, reject) => {
  const all = [];
  call.on('data', text => all.push(text)).on('end', () => resolve(all)).on('error', reject);
});
const fails = async (promise, code, details) => {
  const error = await promise.then(() => assert.fail('the call succeeded'), e => e);
  assert.equal(error.code, code, error.message);
  assert.ok(error.details.startsWith(details), error.details);
  return error;
};

const checks = {
  unary: async () => assert.equal((await one('hello')).reply, 'hello!'),
  async serverStreaming() {
    assert.deepEqual(await received(client.many('n')), Array.from({ length: 100 }, (_, i) => `n ${i}`));
  },
  async clientStreaming() {
    const reply = await new Promise((resolve, reject) => {
      const call = client.collect((error, text) => error ? reject(error) : resolve(text));
      for (let i = 0; i < 20; i++) call.write(`${i},`);
      call.end();
    });
    assert.equal(reply, Array.from({ length: 20 }, (_, i) => `${i},`).join(''));
  },
  async bothStreaming() {
    const call = client.chat();
    const all = received(call);
    call.write('a');
    call.write('b');
    call.end();
    assert.deepEqual(await all, ['a!', 'b!']);
  },
  async metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('asked', 'a b');
    metadata.set('asked-bin', Buffer.from([0, 128, 255]));
    const { headers, status } = await one('metadata', metadata);
    assert.deepEqual(headers.get('seen'), ['a b']);
    assert.deepEqual(headers.get('seen-bin'), [Buffer.from([0, 128, 255])]);
    assert.deepEqual(status.metadata.get('end-bin'), [Buffer.from([9, 0, 200])]);
  },
  async status() {
    const error = await fails(one('fail'), grpc.status.NOT_FOUND, 'no such thing: ä 100%');
    assert.deepEqual(error.metadata.get('why-bin'), [Buffer.from([0, 255, 1])]);
  },
  deadline: () => fails(one('wait', undefined, { deadline: Date.now() + 200 }), grpc.status.DEADLINE_EXCEEDED, ''),
  async cancellation() {
    const call = client.many('wait');
    const all = received(call);
    call.once('data', () => call.cancel());
    await fails(all, grpc.status.CANCELLED, '');
  },
  brokenStream: () => fails(received(client.many('abort')), grpc.status.INTERNAL, ''),
  unavailable: () => fails(one('hello'), grpc.status.UNAVAILABLE, 'UH '),
  tooLate: () => fails(one('wait'), grpc.status.DEADLINE_EXCEEDED, 'UT '),
};

(async () => {
  for (const name of process.argv.slice(3)) {
    await checks[name]();
    console.log(`ok ${name}`);
  }
  client.close();
})().catch(error => {
  console.error(error);
  process.exit(1);
});
