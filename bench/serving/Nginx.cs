using System.Diagnostics;
using System.Globalization;

namespace ServingBench;

/// <summary>nginx as it comes, one port that forwards and one that copies as well.</summary>
internal sealed class Nginx : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private Nginx(Process process, string folder, int port) => (_process, _folder, Plain, Mirror) = (process, folder, new Uri($"http://127.0.0.1:{port}/"), new Uri($"http://127.0.0.1:{port + 1}/"));

    public Uri Plain { get; }

    public Uri Mirror { get; }

    public static async Task<Nginx> StartAsync(Uri live, Uri other)
    {
        const int Port = 45_870;
        var folder = Directory.CreateTempSubdirectory("airworthy-bench-nginx-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), $$"""
            worker_processes 2; daemon off; pid {{folder}}/pid; error_log {{folder}}/error.log;
            events { worker_connections 4096; }
            http {
              access_log off; client_body_temp_path {{folder}}/body; proxy_temp_path {{folder}}/proxy; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
              keepalive_requests 1000000000;
              upstream live { server {{live.Authority}}; keepalive 64; keepalive_requests 1000000000; }
              upstream other { server {{other.Authority}}; keepalive 64; keepalive_requests 1000000000; }
              server { listen 127.0.0.1:{{Port}}; location / { proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://live; } }
              server { listen 127.0.0.1:{{Port + 1}};
                location / { mirror /copy; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://live; }
                location = /copy { internal; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass http://other$request_uri; } }
            }
            """);
        var process = Process.Start(new ProcessStartInfo("nginx", ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder]))!;
        await Task.Delay(500);
        return process.HasExited ? throw new InvalidOperationException("nginx did not start: apt-get install nginx") : new Nginx(process, folder, Port);
    }

    public void Dispose()
    {
        // Ends its workers too, which a kill would leave behind.
        using (var stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            stop.WaitForExit();
        }

        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
