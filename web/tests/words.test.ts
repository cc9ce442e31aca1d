import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelName, failureName, languageName, suppressionName } from '../src/words/names';
import { partsOf, sentence } from '../src/words/parts';
import { listOf, withQuery } from '../src/words/query';
import { withoutAddress } from '../src/words/sources';
import { duration, moment } from '../src/words/times';

test('partsOf: totals add up to the people, largest part first', () => {
  const parts = partsOf({ people: 10, sent: { teams: 1, email: 4 }, suppressed: { guest: 2, 'no-address': 0 }, failed: {} });
  assert.deepEqual(parts.sent.map(({ name }) => name), ['email', 'teams']);
  assert.deepEqual(parts.suppressed.map(({ name }) => name), ['guest']);
  assert.deepEqual(parts.totals, { sent: 5, suppressed: 2, failed: 0, waiting: 3 });
});

test('partsOf: people not yet counted are never less than those accounted for', () => {
  const parts = partsOf({ people: 0, sent: { email: 3 }, suppressed: {}, failed: { unconfirmed: 1 } });
  assert.equal(parts.people, 4);
  assert.equal(parts.totals.waiting, 0);
});

test('sentence: says what there is and leaves out what there is not', () => {
  assert.equal(sentence(partsOf({ people: 0, sent: {}, suppressed: {}, failed: {} })), 'Nobody to nudge.');
  assert.equal(sentence(partsOf({ people: 1, sent: { email: 1 }, suppressed: {}, failed: {} })), '1 of 1 person nudged.');
  assert.equal(
    sentence(partsOf({ people: 1_250, sent: { email: 1_100 }, suppressed: { guest: 40 }, failed: { unconfirmed: 2 } })),
    '1,100 of 1,250 people nudged, 40 not nudged, 2 failed, 108 waiting.',
  );
});

test('names: known ones have words, new ones are spelled out, sentences stay', () => {
  assert.equal(channelName('email'), 'Email');
  assert.equal(suppressionName('no-address'), 'No mail address or Teams');
  assert.equal(suppressionName('quiet-hours'), 'Quiet hours');
  assert.equal(failureName('550 5.1.1 no-such mailbox'), '550 5.1.1 no-such mailbox');
});

test('languageName: a code that is none is shown as it is', () => {
  assert.equal(languageName('de'), 'German');
  assert.equal(languageName('??'), '??');
});

test('moment: says today and yesterday by the calendar, not by hours', () => {
  const now = new Date(2026, 10, 23, 0, 30);
  assert.match(moment(new Date(2026, 10, 23, 0, 5).toISOString(), now), /^Today, /);
  assert.match(moment(new Date(2026, 10, 22, 23, 55).toISOString(), now), /^Yesterday, /);
  assert.match(moment(new Date(2025, 10, 22).toISOString(), now), /2025/);
});

test('duration: in the unit that fits', () => {
  const after = (seconds: number) => duration('2026-11-23T09:00:00Z', new Date(Date.UTC(2026, 10, 23, 9, 0, 0) + seconds * 1000).toISOString());
  assert.equal(after(0.42), '0.4 seconds');
  assert.equal(after(1), '1 second');
  assert.equal(after(59.7), '1 min 0 s');
  assert.equal(after(200), '3 min 20 s');
  assert.equal(after(7_380), '2 h 3 min');
});

test('withQuery: leaves out what is empty, escapes what is not', () => {
  assert.equal(withQuery('/api/people', { search: '', take: undefined }), '/api/people');
  assert.equal(withQuery('/api/people', { search: 'a&b c', take: 5 }), '/api/people?search=a%26b+c&take=5');
});

test('listOf: topics between commas, blanks dropped', () => {
  assert.deepEqual(listOf(' cloud, , data;safety\n'), ['cloud', 'data', 'safety']);
});

test('withoutAddress: leaves what is said of the source', () => {
  assert.equal(withoutAddress('https://a.example/feed: 1 item dropped.', 'https://a.example/feed'), '1 item dropped.');
  assert.equal(withoutAddress('https://a.example/feed answered 404 Not Found.', 'https://a.example/feed'), 'Answered 404 Not Found.');
  assert.equal(withoutAddress('The connection was closed.', 'https://a.example/feed'), 'The connection was closed.');
});
