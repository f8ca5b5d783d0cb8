// Chromium's tracing over the DevTools protocol, beside WebDriver: the input comes through the one, the trace by the other.
const CATEGORIES = (process.env.TRACE_CATEGORIES
  ?? 'devtools.timeline,disabled-by-default-devtools.timeline,blink.user_timing').split(',');

export class Tracer {
  static async connect(driver) {
    const tracer = new Tracer();
    tracer.connection = await driver.createCDPConnection('page');
    return tracer;
  }

  async call(method, params = {}) {
    const { error, result } = await this.connection.send(method, params);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  // What is traced while `work` goes on, as the text of a JSON document {"traceEvents": [...]}.
  async during(work) {
    await this.call('Tracing.start', {
      transferMode: 'ReturnAsStream',
      traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: CATEGORIES, excludedCategories: ['*'] },
    });
    await work();
    const complete = this.event('Tracing.tracingComplete');
    await this.call('Tracing.end');
    const { stream, dataLossOccurred } = await complete;
    if (dataLossOccurred) throw new Error('the browser lost a part of its trace');
    let text = '';
    for (let end = false; !end;) {
      const { data, eof } = await this.call('IO.read', { handle: stream, size: 1 << 22 });
      text += data;
      end = eof;
    }
    await this.call('IO.close', { handle: stream });
    return text;
  }

  event(name) {
    const socket = this.connection._wsConnection;
    return new Promise((resolve) => {
      const listener = (data) => {
        const message = JSON.parse(data);
        if (message.method !== name) return;
        socket.off('message', listener);
        resolve(message.params);
      };
      socket.on('message', listener);
    });
  }
}
