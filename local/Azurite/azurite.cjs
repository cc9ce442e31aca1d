// Runs Azurite (its own command line) with two promises that a laptop host needs:
//  - it ends, cleanly, when its standard input does: whatever ends the host ends it too;
//  - an answered write is on disk. By itself Azurite writes its indexes every five seconds, so that killing it would
//    undo claims of nudges that have already left.
'use strict';

const { ServerResponse } = require('node:http');
const Loki = require('lokijs');

const databases = new Set();
const configureOptions = Loki.prototype.configureOptions;
Loki.prototype.configureOptions = function (...args) { // called by the constructor
  databases.add(this);
  return configureOptions.apply(this, args);
};

// Loki joins saves that are asked for while one is under way, so concurrent requests share a write.
const end = ServerResponse.prototype.end;
ServerResponse.prototype.end = function (...args) {
  const unsaved = [...databases].filter((db) => db.autosaveDirty() || db.throttledSavePending);
  let waiting = unsaved.length;
  if (waiting === 0) {
    return end.apply(this, args);
  }

  for (const db of unsaved) {
    db.saveDatabase((error) => {
      if (error) {
        throw error;
      }
      if (--waiting === 0) {
        end.apply(this, args);
      }
    });
  }
  return this;
};

// Before Azurite listens for the signal there is nothing to close.
process.stdin.on('end', () => process.emit('SIGTERM') || process.exit(0)).resume();

require('azurite/dist/src/azurite');
