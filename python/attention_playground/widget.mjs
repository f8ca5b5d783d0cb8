// The widget's side in the browser. embed.js is a classic script: a notebook may take it from another origin.
const script = (src) => new Promise((resolve, reject) => {
  const element = Object.assign(document.createElement('script'), { src, onload: resolve, onerror: () => reject(new Error(`${src} did not come`)) });
  document.head.append(element);
});

export default {
  async render({ model, el }) {
    const playground = model.get('playground');
    await script(new URL('embed.js', playground).href);
    const lab = globalThis.AttentionPlayground.mount(el, { src: playground, ...model.get('options'), state: model.get('state') });
    let told;
    const tell = async () => {
      [told] = await Promise.all([lab.getState(), lab.getTrace().then((trace) => model.set('trace', trace))]);
      model.set('state', told);
      model.save_changes();
    };
    lab.on('ready', tell);
    lab.on('state-changed', tell);
    // Set in Python; what we told ourselves comes back as the very same.
    const follow = () => { if (JSON.stringify(model.get('state')) !== JSON.stringify(told)) lab.setState(model.get('state')); };
    model.on('change:state', follow);
    return () => { model.off('change:state', follow); lab.destroy(); };
  },
};
