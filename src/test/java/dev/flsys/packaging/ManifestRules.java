package dev.flsys.packaging;

import dev.flsys.packaging.Manifests.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the objects of a folder have to agree on: with each other, with the images, and with the service. One class, as
 * each rule is a few lines and all of them read the same objects.
 */
final class ManifestRules {

    private final Manifests manifests;
    private final List<String> faults = new ArrayList<>();

    private ManifestRules(Manifests manifests) {
        this.manifests = manifests;
    }

    /** What is wrong, a line each; empty if nothing is. */
    static List<String> faults(Manifests manifests) {
        ManifestRules rules = new ManifestRules(manifests);
        rules.names();
        for (Workload each : manifests.workloads()) {
            rules.selects(each);
            rules.secured(each);
            rules.image(each);
            rules.volumes(each);
            rules.probed(each);
        }
        rules.services();
        rules.networkPolicies();
        rules.disruptions();
        rules.scaling();
        rules.service(manifests.service());
        return rules.faults;
    }

    private void names() {
        Set<String> names = new HashSet<>();
        for (HasMetadata each : manifests.objects()) {
            check(
                    names.add(each.getKind() + "/" + each.getMetadata().getName()),
                    "twice: " + each.getMetadata().getName());
        }
    }

    private void selects(Workload each) {
        check(
                each.isChosenBy(each.selector().getMatchLabels()),
                each.name() + ": the selector does not match the pods");
        each.pod()
                .getTopologySpreadConstraints()
                .forEach(spread -> check(
                        each.isChosenBy(spread.getLabelSelector().getMatchLabels()),
                        each.name() + ": the spread is of other pods"));
        for (Workload other : manifests.workloads()) {
            check(
                    other.equals(each) || !other.isChosenBy(each.selector().getMatchLabels()),
                    each.name() + " takes the pods of " + other.name());
        }
    }

    private void secured(Workload each) {
        PodSpec pod = each.pod();
        PodSecurityContext context = pod.getSecurityContext();
        check(
                Boolean.TRUE.equals(context.getRunAsNonRoot())
                        && Objects.requireNonNullElse(context.getRunAsUser(), 0L) > 0,
                each.name() + " may be root");
        check(
                context.getSeccompProfile() != null
                        && "RuntimeDefault".equals(context.getSeccompProfile().getType()),
                each.name() + ": no seccomp profile");
        check(
                Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
                each.name() + " gets a token of the cluster");
        for (Container container : pod.getContainers()) {
            SecurityContext own = container.getSecurityContext();
            check(
                    Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
                    each.name() + ": the root file system can be written");
            check(Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()), each.name() + " may get privileges");
            check(
                    own.getCapabilities() != null
                            && own.getCapabilities().getDrop().contains("ALL"),
                    each.name() + " keeps capabilities");
            for (String resource : List.of("cpu", "memory")) {
                check(
                        container.getResources().getRequests().containsKey(resource)
                                && container.getResources().getLimits().containsKey(resource)
                                && container
                                                .getResources()
                                                .getRequests()
                                                .get(resource)
                                                .getNumericalAmount()
                                                .compareTo(container
                                                        .getResources()
                                                        .getLimits()
                                                        .get(resource)
                                                        .getNumericalAmount())
                                        <= 0,
                        each.name() + ": no request and limit of " + resource);
            }
        }
    }

    private void image(Workload each) {
        each.pod()
                .getContainers()
                .forEach(container -> check(
                        Repository.images().containsKey(container.getImage()),
                        "docker/ builds no " + container.getImage()));
    }

    private void volumes(Workload each) {
        PodSpec pod = each.pod();
        Set<String> mounted = pod.getContainers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(VolumeMount::getName)
                .collect(Collectors.toSet());
        Set<String> volumes = pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
        mounted.forEach(name -> check(volumes.contains(name), each.name() + " mounts no volume: " + name));
        volumes.forEach(name -> check(mounted.contains(name), each.name() + " does not mount " + name));
        for (Volume volume : pod.getVolumes()) {
            if (volume.getPersistentVolumeClaim() != null) {
                String claim = volume.getPersistentVolumeClaim().getClaimName();
                check(manifests.find(PersistentVolumeClaim.class, claim).isPresent(), "no claim " + claim);
                check(
                        manifests.find(PersistentVolumeClaim.class, claim).stream()
                                .allMatch(found ->
                                        found.getSpec().getAccessModes().contains("ReadWriteMany")),
                        claim + " is not for several pods");
            }
            if (volume.getConfigMap() != null) {
                String name = volume.getConfigMap().getName();
                check(manifests.find(ConfigMap.class, name).isPresent(), "no config map " + name);
            }
            if (volume.getEmptyDir() != null) {
                check(volume.getEmptyDir().getSizeLimit() != null, each.name() + ": no limit of " + volume.getName());
            }
        }
        check(isMountedAt(each, "/tmp"), each.name() + " has no /tmp to write to");
    }

    private static boolean isMountedAt(Workload each, String path) {
        return each.container().getVolumeMounts().stream()
                .anyMatch(mount -> mount.getMountPath().equals(path) && !Boolean.TRUE.equals(mount.getReadOnly()));
    }

    private void probed(Workload each) {
        for (Container container : each.pod().getContainers()) {
            check(
                    container.getStartupProbe() != null && container.getLivenessProbe() != null,
                    each.name() + ": no probes");
            for (Probe probe : probes(container)) {
                if (probe.getHttpGet() != null) {
                    IntOrString port = probe.getHttpGet().getPort();
                    check(
                            port.getStrVal() != null
                                    && each.port(port.getStrVal()).isPresent(),
                            each.name() + ": a probe of no port: " + port.getValue());
                } else {
                    check(
                            probe.getGrpc() != null
                                    && container.getPorts().stream().anyMatch(port -> port.getContainerPort()
                                            .equals(probe.getGrpc().getPort())),
                            each.name() + ": a probe of no port");
                }
            }
        }
    }

    private static List<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())
                .filter(Objects::nonNull)
                .toList();
    }

    private void services() {
        for (Service service : manifests.all(Service.class)) {
            List<Workload> chosen = manifests.chosenBy(service.getSpec().getSelector());
            String name = "service " + service.getMetadata().getName();
            check(chosen.size() == 1, name + " selects " + chosen.size() + " workloads");
            for (ServicePort port : service.getSpec().getPorts()) {
                String target = port.getTargetPort().getStrVal();
                for (Workload each : chosen) {
                    check(target != null && each.port(target).isPresent(), name + ": no port " + target);
                    check(isLetIn(each, target), name + ": no network policy lets in " + target);
                }
            }
        }
    }

    private boolean isLetIn(Workload workload, String port) {
        return manifests.all(NetworkPolicy.class).stream()
                .filter(each ->
                        workload.isChosenBy(each.getSpec().getPodSelector().getMatchLabels()))
                .flatMap(each -> each.getSpec().getIngress().stream())
                .flatMap(each -> each.getPorts().stream())
                .anyMatch(each -> Objects.equals(each.getPort().getStrVal(), port));
    }

    private void networkPolicies() {
        for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
            String name = "network policy " + policy.getMetadata().getName();
            List<Workload> chosen =
                    manifests.chosenBy(policy.getSpec().getPodSelector().getMatchLabels());
            check(chosen.size() == 1, name + " selects " + chosen.size() + " workloads");
            check(
                    policy.getSpec().getPolicyTypes().containsAll(List.of("Ingress", "Egress")),
                    name + " leaves a direction open");
            policy.getSpec().getIngress().forEach(rule -> {
                check(!rule.getFrom().isEmpty(), name + " lets everybody in");
                peers(name, rule.getFrom());
                rule.getPorts().forEach(port -> open(name, port, chosen));
            });
            policy.getSpec().getEgress().forEach(rule -> {
                List<Workload> peers = peers(name, rule.getTo());
                if (!rule.getTo().isEmpty()) {
                    rule.getPorts().forEach(port -> open(name, port, peers));
                }
            });
        }
        manifests
                .workloads()
                .forEach(each -> check(
                        manifests.all(NetworkPolicy.class).stream()
                                .anyMatch(policy -> each.isChosenBy(
                                        policy.getSpec().getPodSelector().getMatchLabels())),
                        "no network policy for " + each.name()));
    }

    private List<Workload> peers(String name, List<NetworkPolicyPeer> peers) {
        List<Workload> found = new ArrayList<>();
        for (NetworkPolicyPeer peer : peers) {
            if (peer.getPodSelector() != null) {
                List<Workload> chosen = manifests.chosenBy(peer.getPodSelector().getMatchLabels());
                check(!chosen.isEmpty(), name + " has a peer that is not there");
                found.addAll(chosen);
            }
        }
        return found;
    }

    private void open(String name, NetworkPolicyPort port, List<Workload> where) {
        String named = port.getPort().getStrVal();
        where.forEach(each -> check(
                named != null && each.port(named).isPresent(), name + ": no port " + named + " of " + each.name()));
    }

    private void disruptions() {
        for (PodDisruptionBudget budget : manifests.all(PodDisruptionBudget.class)) {
            List<Workload> chosen =
                    manifests.chosenBy(budget.getSpec().getSelector().getMatchLabels());
            check(chosen.size() == 1, "the disruption budget selects " + chosen.size() + " workloads");
            chosen.forEach(each -> check(
                    budget.getSpec().getMinAvailable().getIntVal() < each.replicas(),
                    "the disruption budget lets no pod of " + each.name() + " go"));
        }
    }

    private void scaling() {
        for (HorizontalPodAutoscaler scaler : manifests.all(HorizontalPodAutoscaler.class)) {
            var target = scaler.getSpec().getScaleTargetRef();
            check(
                    target.getKind().equals("Deployment")
                            && target.getApiVersion().equals("apps/v1")
                            && manifests
                                    .find(Deployment.class, target.getName())
                                    .isPresent(),
                    "the autoscaler's target is not there: " + target.getName());
            manifests
                    .find(Deployment.class, target.getName())
                    .ifPresent(each -> check(
                            scaler.getSpec().getMinReplicas() <= each.getSpec().getReplicas()
                                    && each.getSpec().getReplicas()
                                            <= scaler.getSpec().getMaxReplicas(),
                            "the autoscaler's limits are not around the replicas"));
        }
    }

    private void service(Workload each) {
        Container container = each.container();
        check(
                each.port("http").stream().allMatch(port -> port.getContainerPort() == Repository.httpPort()),
                "the port is not that of the service");
        Map<String, Probe> probes = new LinkedHashMap<>();
        probes.put("started", container.getStartupProbe());
        probes.put("ready", container.getReadinessProbe());
        probes.put("live", container.getLivenessProbe());
        probes.forEach((path, probe) -> check(
                probe != null
                        && probe.getHttpGet() != null
                        && probe.getHttpGet().getPath().equals(Repository.healthPath() + "/" + path),
                "no probe of " + path));
        Map<String, String> settings = settings(container);
        written(each, settings);
        Duration grace = Duration.ofSeconds(each.pod().getTerminationGracePeriodSeconds());
        List<String> preStop = container.getLifecycle().getPreStop().getExec().getCommand();
        Duration before = Duration.ofSeconds(Long.parseLong(preStop.get(preStop.size() - 1)));
        check(
                grace.compareTo(before.plus(Repository.drain(settings))) > 0,
                "terminationGracePeriodSeconds is shorter than stopping takes");
        List<String> hosts = List.of(settings.getOrDefault("ALLOWED_HOSTS", "").split(","));
        check(hosts.contains("flsys"), "ALLOWED_HOSTS lacks the name of the Service");
        check(!hosts.contains("*"), "ALLOWED_HOSTS allows every host");
        Set<String> missing = new TreeSet<>(Repository.requiredSettings());
        missing.removeAll(settings.keySet());
        missing.forEach(key -> faults.add("not set: " + key));
    }

    /** The settings, each checked to be one, and to be where such a one belongs. */
    private Map<String, String> settings(Container container) {
        Map<String, String> settings = new LinkedHashMap<>();
        container.getEnvFrom().forEach(from -> {
            if (from.getConfigMapRef() != null) {
                String name = from.getConfigMapRef().getName();
                check(manifests.find(ConfigMap.class, name).isPresent(), "no config map " + name);
                manifests.find(ConfigMap.class, name).ifPresent(found -> {
                    settings.putAll(found.getData());
                    found.getData()
                            .keySet()
                            .forEach(key -> check(!Repository.isSecret(key), key + " is not in the secret"));
                });
            } else {
                String name = from.getSecretRef().getName();
                check(manifests.find(Secret.class, name).isPresent(), "no secret " + name);
                manifests.find(Secret.class, name).ifPresent(found -> found.getData()
                        .forEach((key, value) -> {
                            settings.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
                            check(settings.get(key).isEmpty(), "a secret in git: " + key);
                        }));
            }
        });
        Set<String> known = Repository.settings();
        settings.keySet().forEach(key -> check(known.contains(key), "no setting: " + key));
        for (EnvVar variable : container.getEnv()) {
            check(
                    known.contains(variable.getName()) || Repository.OF_FLOWER.contains(variable.getName()),
                    "no setting: " + variable.getName());
        }
        return settings;
    }

    private void written(Workload each, Map<String, String> settings) {
        check(isMountedAt(each, settings.getOrDefault("FLOWER_PROJECT_DIR", "")), "FLOWER_PROJECT_DIR is no volume");
        each.container().getEnv().stream()
                .filter(variable -> variable.getName().equals("FLWR_HOME"))
                .forEach(home -> check(isMountedAt(each, home.getValue()), "FLWR_HOME cannot be written"));
        var file = Repository.images().get(each.container().getImage());
        if (file != null) {
            try {
                String cache = Dockerfile.parse(Files.readString(file))
                        .last()
                        .assignments("ENV")
                        .get("DJL_CACHE_DIR");
                check(isMountedAt(each, cache), "DJL_CACHE_DIR is no volume");
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    private void check(boolean holds, String fault) {
        if (!holds) {
            faults.add(fault);
        }
    }
}
