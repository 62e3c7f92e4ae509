package com.jarvis.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A proxy between a client and PostgreSQL that falls silent. The first packet to the server that contains the mark is still
 * forwarded; after it nothing is, in either direction, and all sockets stay open.
 */
public final class StallingProxy implements AutoCloseable {

    /** Which connections fall silent. */
    public enum Silence {
        /** All, and new ones: as behind a network that has failed. */
        ALL,
        /** The one with the mark: as behind a NAT that has forgotten it. */
        ONE
    }

    private final ServerSocket door;
    private final String host;
    private final int port;
    private final String mark;
    private final Silence silence;
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean isSilent;

    /** @param server {@code host:port} */
    public StallingProxy(String server, String mark, Silence silence) throws IOException {
        host = server.replaceFirst(":.*", "");
        port = Integer.parseInt(server.replaceFirst(".*:", ""));
        this.mark = mark;
        this.silence = silence;
        door = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /**
     * A proxy that falls silent when it is told to.
     *
     * @param server {@code host:port}
     */
    public StallingProxy(String server) throws IOException {
        this(server, "\0no packet\0", Silence.ALL);
    }

    /** Forwards nothing from now on, if it is one for {@link Silence#ALL}. */
    public void fallSilent() {
        isSilent = true;
    }

    /** The port for clients. */
    public int port() {
        return door.getLocalPort();
    }

    /** Whether the mark has been seen. */
    public boolean isSilent() {
        return isSilent;
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : List.copyOf(sockets)) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(host, port);
                sockets.addAll(List.of(client, server));
                boolean[] stalled = new boolean[1];
                start(() -> pump(client, server, true, stalled));
                start(() -> pump(server, client, false, stalled));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void pump(Socket from, Socket to, boolean isToServer, boolean[] stalled) {
        byte[] packet = new byte[65536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(packet); length >= 0; length = in.read(packet)) {
                if (isStalled(stalled)) {
                    return;
                }
                if (isToServer && new String(packet, 0, length, StandardCharsets.ISO_8859_1).contains(mark)) {
                    synchronized (stalled) {
                        stalled[0] = true;
                    }
                    isSilent = true;
                }
                out.write(packet, 0, length);
            }
            if (!isStalled(stalled)) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            // closed
        }
    }

    private boolean isStalled(boolean[] stalled) {
        synchronized (stalled) {
            return stalled[0] || isSilent && silence == Silence.ALL;
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "stalling proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
