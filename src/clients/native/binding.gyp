{
  # The client's sockets on a thread of their own. Linux only (epoll); elsewhere nothing is built and the client reads through node.
  'target_defaults': {
    'cflags!': ['-O3'],
    'cflags_cc!': ['-std=gnu++17', '-std=gnu++20', '-fexceptions'],
    'cflags': ['-O2', '-Wall', '-Wextra', '-fPIC', '-fvisibility=hidden'],
    'cflags_cc': ['-std=c++17', '-fno-exceptions', '-fno-rtti', '-fvisibility-inlines-hidden'],
  },
  'targets': [
    {
      'target_name': 'infbench_wire',
      'include_dirs': ["<!@(node -p \"require('node-addon-api').include\")"],
      # A worker that is terminated in mid-call cannot throw any more: what fails then is nobody's error.
      'defines': ['NAPI_VERSION=9', 'NAPI_DISABLE_CPP_EXCEPTIONS', 'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS'],
      'conditions': [
        ['OS=="linux"', {
          'sources': [
            'addon/addon.cc', 'addon/wire.cc', 'addon/wire_life.cc',
            'http/head.cc', 'http/response_reader.cc',
            'sockets/address.cc', 'sockets/connection.cc', 'lag/lag_watch.cc', 'thread/io_thread.cc', 'sockets/kept_connections.cc', 'sockets/pool.cc',
            'sockets/pool_due.cc', 'thread/quick_thread.cc',
            'addon/relay_seam.cc', 'relay/requests/message_head.cc', 'relay/requests/request_follower.cc', 'relay/relay_side.cc',
            'relay/relay_dial.cc', 'relay/relay_life.cc', 'relay/relay_pair.cc', 'relay/relay_thread.cc',
          ],
        }, {'type': 'none'}],
      ],
    },
  ],
}
