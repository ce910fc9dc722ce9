package io.tidemark.infra.rankbench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpUtil;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Connections to one server that stay open; each carries one request at a time, and as many are
 * opened as there are requests under way. All of it happens in one event loop: the client that
 * costs the least processor time, of which the load takes a share from the server it measures.
 */
final class Connections {
  private static final int LARGEST_ANSWER = 1 << 24;

  /** Well before a server closes a connection that nothing is sent on. */
  private static final long MOST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final Deque<Idle> idle = new ArrayDeque<>();

  /** A connection that carries nothing, the one that carried something last first. */
  private record Idle(Channel channel, long since) {}

  /** Told once of each request how it ended; in the event loop. */
  interface Listener {
    void answered(Answer answer);

    void failed(Throwable why);
  }

  /**
   * An answer as far as it is looked at.
   *
   * @param retryAfter whether it says when to come back
   */
  record Answer(int status, boolean retryAfter, byte[] body) {}

  Connections(EventLoop loop, InetSocketAddress server) {
    this.loop = loop;
    this.bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(server)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpResponseDecoder())
                        .addLast(new HttpObjectAggregator(LARGEST_ANSWER))
                        .addLast(new Exchange());
                  }
                });
  }

  /** Sends a request from any thread. */
  void send(ByteBuf request, Listener listener) {
    loop.execute(() -> sendInLoop(request, listener));
  }

  private void sendInLoop(ByteBuf request, Listener listener) {
    Idle last = idle.poll();
    if (last != null && System.nanoTime() - last.since() < MOST_IDLE_NANOS) {
      write(last.channel(), request, listener);
      return;
    }
    if (last != null) {
      last.channel().close();
    }
    bootstrap
        .connect()
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                write(connected.channel(), request, listener);
              } else {
                listener.failed(connected.cause());
              }
            });
  }

  private static void write(Channel channel, ByteBuf request, Listener listener) {
    channel.pipeline().get(Exchange.class).begin(listener);
    channel.writeAndFlush(request);
  }

  /** The request that a connection carries, and its end. */
  private final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {
    private Listener listener;

    void begin(Listener next) {
      listener = next;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
      Answer answer =
          new Answer(
              response.status().code(),
              response.headers().contains(HttpHeaderNames.RETRY_AFTER),
              ByteBufUtil.getBytes(response.content()));
      Listener told = listener;
      listener = null;
      if (HttpUtil.isKeepAlive(response)) {
        idle.push(new Idle(context.channel(), System.nanoTime()));
      } else {
        context.close();
      }
      told.answered(answer);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      end(context, new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      end(context, cause);
    }

    private void end(ChannelHandlerContext context, Throwable why) {
      idle.removeIf(one -> one.channel() == context.channel());
      context.close();
      if (listener != null) {
        Listener told = listener;
        listener = null;
        told.failed(why);
      }
    }
  }
}
